"""Run the checks as strangers do who have just cloned the project.

1. The README's second command, as it stands there, in a bare environment.
2. Where that was root: an ordinary user, in a clone of their own at a path with blanks, runs the tests of isolation,
   attacks, command line, batch and a student's repository, the slow ones included.
3. The same user runs all other quick tests in odd surroundings: the course read-only, umask 077, no LANG.

Nothing may be missing but a GPU and, for an ordinary user, root's rights: a test that is skipped for another reason
fails the run.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USER = "gradekit-ci"
ANYBODY = {"LANG": "C.UTF-8"}
RIGHTS_MATTER = ["attacks", "batch", "cli", "examiner", "release", "sandbox", "worker", "test_executors.py"]
OF_PIP = re.compile(r"PIP_.*|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE", re.IGNORECASE)
MAY_BE_MISSING = re.compile(r"CUDA|\broot\b")


def main() -> int:
    """Run the parts, all of them even if one fails."""
    second = second_command()
    with tempfile.TemporaryDirectory() as home:
        settle(Path(home))
        well = run("the README's second command", second, ROOT, {**ANYBODY, "PATH": os.environ["PATH"], "HOME": home})
    if os.geteuid() == 0:
        with clone_of_a_user() as (clone, environment):
            set_up = second.rpartition(" && ")[0]
            pytest = ".venv/bin/python -m pytest -n auto -m"
            places = [shlex.quote(f"tests/{name}") for name in RIGHTS_MATTER]
            command = f"{set_up} && {pytest} 'slow or not slow' {' '.join(places)}"
            well &= run("an ordinary user", command, clone, {**ANYBODY, **environment}, user=USER)
            command = f"{pytest} 'not slow' {' '.join(f'--ignore={place}' for place in places)}"
            subprocess.run(["chmod", "-R", "a-w", "assignments", "solutions"], cwd=clone, check=True)
            well &= run("odd surroundings", command, clone, environment, user=USER, umask=0o077)
    return 0 if well else 1


def second_command() -> str:
    """The line that sets up and runs every check."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    (command,) = [line for line in lines if line.endswith(" && .venv/bin/python -m tests")]
    return command


def run(title: str, command: str, folder: Path, environment: dict[str, str], **options: object) -> bool:
    """Run a command with these variables and those that pip needs; whether it succeeds, and leaves nothing out."""
    print(f"==== {title}\n{command}", flush=True)
    started_s, left_out = time.monotonic(), []
    environment |= {name: value for name, value in os.environ.items() if OF_PIP.fullmatch(name)}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    if "user" in options:
        options |= {"group": options["user"], "extra_groups": []}
    with subprocess.Popen(["bash", "-c", command], cwd=folder, env=environment, **streams, **options) as process:
        for line in process.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
            if line.startswith(b"SKIPPED") and not MAY_BE_MISSING.search(line.decode(errors="replace")):
                left_out.append(line.decode(errors="replace"))
    well = process.returncode == 0 and not left_out
    if left_out:
        print("these are missing here, and must not be:", *left_out, sep="\n")
    print(f"==== {title}: {'passed' if well else 'FAILED'} in {time.monotonic() - started_s:.0f} s", flush=True)
    return well


@contextlib.contextmanager
def clone_of_a_user() -> Iterator[tuple[Path, dict[str, str]]]:
    """Make a clone that a user owns; give it, and the variables of that user's shell."""
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
        subprocess.run(["useradd", USER], check=True)
    with tempfile.TemporaryDirectory() as room:
        clone, home = Path(room, "课程 1"), Path(room, "home")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        shutil.copytree(ROOT / ".ci/node_modules", clone / ".ci/node_modules", symlinks=True)
        settle(home)
        subprocess.run(["chown", "-R", f"{USER}:{USER}", room], check=True)
        path = [entry for entry in os.get_exec_path() if is_open(Path(entry))]
        yield clone, {"PATH": os.pathsep.join(path), "HOME": str(home)}


def settle(home: Path) -> None:
    """Make a home that holds nothing but what says where pip finds packages."""
    file = Path.home() / ".config/pip/pip.conf"
    (home / ".config/pip").mkdir(parents=True)
    if file.is_file():
        shutil.copy(file, home / ".config/pip")


def is_open(folder: Path) -> bool:
    """Whether everybody may enter a folder."""
    return folder.is_dir() and all(one.stat().st_mode & 0o001 for one in [folder, *folder.resolve().parents])


if __name__ == "__main__":
    sys.exit(main())
