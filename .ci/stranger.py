"""Run the checks as strangers do who have just cloned the project.

1. The README's second command, as it stands there, in a bare environment, in a fresh clone of what
   is committed.
2. Where that was root: an ordinary user, in a clone of their own at a path with blanks, runs the
   tests of isolation, attacks, command line, batch and a student's repository, the slow ones
   included.
3. The same user runs the other quick tests in odd surroundings: the course read-only, umask 077,
   no LANG. Those that only compute are left out.

4. That clone's quick tests of grading once more, as on Windows: submissions' processes cannot be
   forked, and ``fcntl`` and ``resource`` cannot be imported.

Each attack is tried in every tier, but not in every tier by both: that would take too long. For
the same reason root leaves to the user what takes minutes and is about files and processes, and
pip compiles nothing in advance.

Nothing may be missing but a GPU and, for an ordinary user, root's rights: a test that is skipped
for another reason fails the run.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USER = "gradekit-ci"
ANYBODY = {"LANG": "C.UTF-8", "PIP_COMPILE": "false"}
LEFT_TO_THE_USER = [
    "tests/classroom/batch/test_killed.py::test_the_command_at_twenty_moments",
    "tests/classroom/batch/test_cluster.py",
    "tests/classroom/batch/test_platforms.py",
    "tests/classroom/batch/test_report.py",
    "tests/classroom/batch/test_review.py",
    "tests/cli/test_environment.py",
    "tests/cli/test_magic.py",
    "tests/cli/test_submit.py",
    "tests/cli/test_watch.py",
    "tests/course/release/test_opening.py",
    "tests/course/release/test_repository.py::test_in_a_fresh_clone_two_commands_grade",
]
OF_ROOT = {
    "GRADEKIT_ATTACKED_TIERS": "AC",
    "PYTEST_ADDOPTS": " ".join(
        ["--durations=40", *(f"--deselect {test}" for test in LEFT_TO_THE_USER)]
    ),
}
# What cheats by values alone, and what happens without isolation, does not depend on rights.
OF_A_USER = {
    "GRADEKIT_ATTACKED_TIERS": "B",
    "PYTEST_ADDOPTS": "-k 'not (test_attacks and (dishonest or without_isolation))'",
}
RIGHTS_MATTER = [
    "attacks",
    "classroom/batch",
    "classroom/examiner",
    "classroom/test_executors.py",
    "cli",
    "course/release",
    "sandbox",
    "worker",
]
ONLY_COMPUTES = [
    "assignments",
    "checks",
    "grading/diagnosis",
    "grading/review",
    "submission",
    "submissions",
    "test_language.py",
    "wire",
    "workflows",
]
AS_ON_WINDOWS = (
    "cp tests/without_posix.pth .venv/lib/python3.*/site-packages/"
    " && .venv/bin/python -m pytest -n auto -m 'not slow' --ignore tests/worker/walls"
    # What a report tells, and what is read in code, is the same there.
    " --ignore tests/grading/test_bits.py --ignore tests/grading/diagnosis/test_odd_mistakes.py"
    " --ignore tests/grading/diagnosis/reading --ignore tests/grading/review"
    " tests/checks tests/grading tests/sandbox/test_portable.py tests/wire tests/worker"
)
OF_PIP = re.compile(
    r"PIP_.*|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE", re.IGNORECASE
)


def main() -> int:
    """Run the parts, all of them even if one fails."""
    second = second_command()
    with clone("clone") as (folder, home):
        well = run(
            "the README's second command",
            second,
            folder,
            {
                **ANYBODY,
                **home,
                "PATH": os.environ["PATH"],
                **(OF_ROOT if os.geteuid() == 0 else {}),
            },
        )
    if os.geteuid() != 0:
        print("==== not root: an ordinary user has just run all of it; parts 2 and 3 are left out")
        return 0 if well else 1
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
        subprocess.run(["useradd", USER], check=True)
    path = os.pathsep.join(entry for entry in os.get_exec_path() if is_open(Path(entry)))
    with clone("x y z", USER) as (folder, home):
        set_up = second.rpartition(" && ")[0]
        pytest = ".venv/bin/python -m pytest -n auto -m"
        places = [f"tests/{name}" for name in RIGHTS_MATTER]
        command = f"{set_up} && {pytest} 'slow or not slow' {' '.join(places)}"
        well &= run(
            "an ordinary user",
            command,
            folder,
            {**ANYBODY, **home, "PATH": path, **OF_A_USER},
            user=USER,
        )
        subprocess.run(["chmod", "-R", "a-w", "assignments", "solutions"], cwd=folder, check=True)
        places += [f"tests/{name}" for name in ONLY_COMPUTES]
        command = f"{pytest} 'not slow' {' '.join(f'--ignore={place}' for place in places)}"
        well &= run(
            "odd surroundings", command, folder, {**home, "PATH": path}, user=USER, umask=0o077
        )
        variables = {**ANYBODY, **home, "PATH": path, "GRADE_PORTABLE": "1"}
        well &= run("as on Windows", AS_ON_WINDOWS, folder, variables, user=USER)
    return 0 if well else 1


def second_command() -> str:
    """The line that sets up and runs every check."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    (command,) = [line for line in lines if line.endswith(" && .venv/bin/python -m tests")]
    return command


def run(
    title: str,
    command: str,
    folder: Path,
    variables: dict[str, str],
    user: str = "",
    umask: int = -1,
) -> bool:
    """Run a command with these variables and those that pip needs.

    Whether it succeeds, and leaves nothing out.
    """
    print(f"==== {title}\n{command}", flush=True)
    started_s, left_out = time.monotonic(), []
    may_be_missing = re.compile(r"CUDA|only root|fork" if user else "CUDA")
    options = {"user": user, "group": user, "extra_groups": []} if user else {}
    options |= {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "umask": umask,
    }
    environment = {
        name: value for name, value in os.environ.items() if OF_PIP.fullmatch(name)
    } | variables
    with subprocess.Popen(
        ["bash", "-c", command], cwd=folder, env=environment, **options
    ) as process:
        for line in process.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
            if line.startswith(b"SKIPPED") and not may_be_missing.search(
                line.decode(errors="replace")
            ):
                left_out.append(line.decode(errors="replace"))
    well = process.returncode == 0 and not left_out
    if left_out:
        print("these are missing here, and must not be:", *left_out, sep="\n")
    print(
        f"==== {title}: {'passed' if well else 'FAILED'} in {time.monotonic() - started_s:.0f} s",
        flush=True,
    )
    return well


@contextlib.contextmanager
def clone(name: str, user: str = "") -> Iterator[tuple[Path, dict[str, str]]]:
    """Make a clone, and a home that holds nothing but pip's settings; both belong to the user.

    Git is told that root may clone what belongs to somebody else.
    """
    with tempfile.TemporaryDirectory() as room:
        folder, home, pip = (
            Path(room, name),
            Path(room, "home"),
            Path.home() / ".config/pip/pip.conf",
        )
        Path(room).chmod(0o755)
        (home / ".config/pip").mkdir(parents=True)
        if pip.is_file():
            shutil.copy(pip, home / ".config/pip")
        trust = Path(room, "trust")
        trust.write_text("[safe]\n\tdirectory = *\n")
        command = ["git", "clone", "--quiet", str(ROOT), str(folder)]
        subprocess.run(command, env={**os.environ, "GIT_CONFIG_GLOBAL": str(trust)}, check=True)
        shutil.copytree(ROOT / ".ci/node_modules", folder / ".ci/node_modules", symlinks=True)
        if user:
            subprocess.run(["chown", "-R", f"{user}:{user}", room], check=True)
        yield folder, {"HOME": str(home)}


def is_open(folder: Path) -> bool:
    """Whether everybody may enter a folder."""
    return folder.is_dir() and all(
        one.stat().st_mode & 0o001 for one in [folder, *folder.resolve().parents]
    )


if __name__ == "__main__":
    sys.exit(main())
