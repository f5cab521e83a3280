"""Run every check of the project: ``python -m tests``; arguments go to pytest."""

import subprocess
import sys
from pathlib import Path

CHECKS = {
    "ruff": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "layers": [str(Path(sys.executable).with_name("lint-imports"))],
    "tests": [sys.executable, "-m", "pytest", "-m", "slow or not slow", "-n", "auto"],
}


def main() -> int:
    """Run them one after the other, all of them even if one fails."""
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        more = sys.argv[1:] if name == "tests" else []
        if subprocess.run([*command, *more], check=False).returncode:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all checks pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
