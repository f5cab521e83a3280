"""Run every check of the project: ``python -m tests``."""

import argparse
import subprocess
import sys
from pathlib import Path

LINTERS = {
    "ruff": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "layers": [str(Path(sys.executable).with_name("lint-imports"))],
}
TESTS = [sys.executable, "-m", "pytest", "-n", "auto", "-m"]
DESCRIPTION = """\
Run every check of the project: ruff, mypy, import-linter, and all tests, the slow ones included.
Whatever this command does not know goes to pytest."""
EXAMPLES = """\
examples:
  python -m tests                     all, as CI does
  python -m tests --quick             the tests without the slow ones, which train or attack for real
  python -m tests --quick tests/cli   those of a folder; also -k NAME, -x, --lf, --durations=20, -n 0
  python -m tests -m gpu              those that need a GPU"""


def main() -> int:
    """Run them one after the other, all of them even if one fails."""
    parser = argparse.ArgumentParser(
        "python -m tests",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument(
        "--quick", action="store_true", help="run the quick tests alone: no slow ones, no linters"
    )
    options, to_pytest = parser.parse_known_args()
    tests = [*TESTS, "not slow" if options.quick else "slow or not slow", *to_pytest]
    checks = {"tests": tests} if options.quick else {**LINTERS, "tests": tests}

    failed = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode:
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all checks pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
