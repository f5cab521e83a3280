"""Classes for benchmarks.

Folders of submissions made from the repository's samples, and `grade batch` over them.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cpu
import psutil

from grader.checks import assignment as assignments
from grader.grading.diagnosis import read_mistakes, reference_with_terms

ROOT = Path(__file__).resolve().parents[2]
# Put behind a right solution: each redefines one of its functions.
HOSTILE = {
    "ends": "import os\n\n\ndef forward(x, w1, w2):\n    os._exit(0)\n",
    "loops": "def squared_error(y_pred, y):\n    while True:\n        pass\n",
    "sleeps": "import time\n\n\ndef squared_error(y_pred, y):\n    time.sleep(1000)\n",
    "eats": "def forward(x, w1, w2):\n    return [bytearray(1 << 28) for _ in range(64)]\n",
    "floods": "def forward(x, w1, w2):\n    while True:\n        print('100 points' * 1000)\n",
    "forks": "import os\n\n\ndef forward(x, w1, w2):\n    return [os.fork() for _ in range(8)]\n",
    "reads": "def forward(x, w1, w2):\n    return open('/etc/passwd').read()\n",
    "lies": "class Lie(float):\n    __eq__ = lambda *_: True\n\n\ndef squared_error(y_pred, y):\n    return Lie(1)\n",
    "recurses": "def forward(x, w1, w2):\n    return forward(x, w1, w2)\n",
}


@dataclass(frozen=True)
class Cost:
    """Of a command with all its processes."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    said: str


def texts(assignment):
    """Give names and texts, without end.

    Right ones, mistakes, and for NumPy a hostile one in ten.
    """
    loaded = assignments.load(ROOT / "assignments" / assignment, ROOT / "solutions")
    solution = reference_with_terms(loaded)
    right = {"right": solution}
    right |= {
        file.stem: file.read_text("utf-8")
        for file in (ROOT / f"tests/submissions/{assignment}").glob("*.py")
    }
    mistakes = {mistake.name: f"{solution}\n\n{mistake.text}" for mistake in read_mistakes(loaded)}
    hostile = (
        {name: f"{solution}\n\n{text}" for name, text in HOSTILE.items()}
        if assignment.endswith("numpy")
        else {}
    )
    rights, mistaken, attacks = (
        itertools.cycle(some.items()) for some in (right, mistakes, hostile or right)
    )
    for turn in itertools.count():
        yield next(attacks if turn % 10 == 9 else mistaken if turn % 2 else rights)


def quick_texts(assignment):
    """The same without those that only wait for a limit: a processor is to be busy."""
    return ((name, text) for n, (name, text) in enumerate(texts(assignment)) if n % 10 < 9)


def mostly_right_texts(assignment):
    """Right ones, and a mistake in every tenth."""
    loaded = assignments.load(ROOT / "assignments" / assignment, ROOT / "solutions")
    solution = reference_with_terms(loaded)
    mistakes = itertools.cycle(read_mistakes(loaded))
    for turn in itertools.count():
        if turn % 10 < 9:
            yield "right", solution
        else:
            mistake = next(mistakes)
            yield mistake.name, f"{solution}\n\n{mistake.text}"


def right_texts(assignment):
    """The reference, without end."""
    text = (ROOT / f"solutions/{assignment}/solution.py").read_text("utf-8")
    return itertools.repeat(("right", text))


def make(folder, number, samples):
    """Write so many submissions, no two the same file."""
    folder.mkdir(parents=True)
    for n, (name, text) in zip(range(number), samples, strict=False):
        (folder / f"s{n:03}-{name.replace('_', '-')}.py").write_text(f"{text}\n# {n}\n", "utf-8")
    return folder


def copy_course(room):
    """Copy the course, so that it can be edited."""
    for name in ("assignments", "solutions"):
        shutil.copytree(ROOT / name, room / name)
    return room


def batch(course, folder, assignment, gradebook, *options):
    """Run `grade batch`, and give what it cost."""
    command = [
        sys.executable,
        "-m",
        "grader",
        "batch",
        folder,
        "-a",
        assignment,
        "--gradebook",
        gradebook,
        *options,
    ]
    before = cpu.below_s()
    start_s = time.monotonic()
    peak_mb = 0.0
    with subprocess.Popen(
        list(map(str, command)),
        cwd=course,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                said = process.communicate(timeout=0.5)[1]
                break
            except subprocess.TimeoutExpired:
                peak_mb = max(peak_mb, memory_mb(process.pid))
    wall_s = time.monotonic() - start_s
    if process.returncode:
        sys.exit(f"grade batch ended with {process.returncode}:\n{said}")
    return Cost(cpu.below_s() - before, wall_s, peak_mb, said)


def memory_mb(pid):
    """Resident memory of a command and of its examiners."""
    total = 0
    with contextlib.suppress(psutil.Error):
        command = psutil.Process(pid)
        for process in (command, *command.children()):
            total += process.memory_info().rss
    return total / 1e6
