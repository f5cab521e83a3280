"""From save to result: a student's hour under `grade watch`, in a released repository.

Each edit writes one more function of two_layer_numpy. The table says what it costs; this script
records the session, as asciinema plays it.

    python tests/benchmarks/save_to_result.py docs/pictures/watch.cast
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import cpu
from terminal import Terminal

EDITS = [
    ["forward"],
    ["forward", "squared_error"],
    ["forward", "squared_error", "loss_backward"],
]
DEFINITION = r"def {name}\(.*?(?=\n\n\n|\Z)"


def written(stub, solution, names):
    """The stub, with some functions of the solution in it."""
    for name in names:
        pattern = re.compile(DEFINITION.format(name=name), re.DOTALL)
        right = pattern.search(solution)[0]
        stub = pattern.sub(lambda _stub, right=right: right, stub, count=1)
    return stub


def seconds_of_torch():
    before, start_s = cpu.below_s(), time.monotonic()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return cpu.below_s() - before, time.monotonic() - start_s


def session(repository, stub, solution, record=None):
    """Yield the name of each edit, with CPU and wall-clock seconds from its save to its result."""
    file = repository / "assignments/two_layer_numpy/homework.py"
    (file.parent / "homework.ipynb").unlink(missing_ok=True)
    file.write_text(stub)
    terminal = Terminal(repository, file, record=record)
    terminal.shows("9 functions to write")
    edits = [*EDITS, None]
    for names in edits:
        text = solution if names is None else written(stub, solution, names)
        expected = "40 of 40 points" if names is None else f"{9 - len(names)} functions to write"
        time.sleep(0.5)
        before, start_s = cpu.below_s(), time.monotonic()
        file.write_text(text)
        terminal.shows(expected)
        wall_s = time.monotonic() - start_s
        yield names[-1] if names else "all", cpu.below_s() - before, wall_s
    terminal.press("q")
    terminal.end()


def sessions(rounds, record=None):
    """Several sessions, each with the seconds of ``import torch`` just before it.

    Args:
        record: gets what the first one shows.
    """
    stub = (ROOT / "assignments/two_layer_numpy/homework.py").read_text("utf-8")
    solution = (ROOT / "solutions/two_layer_numpy/solution.py").read_text("utf-8")
    found = []
    with tempfile.TemporaryDirectory() as room:
        command = [sys.executable, "-m", "grader", "release", "-o", room, "--no-hints"]
        subprocess.run([*command, "two_layer_numpy"], cwd=ROOT, check=True, capture_output=True)
        for number in range(rounds):
            torch = seconds_of_torch()
            kept = record if number == 0 else None
            found.append((torch, list(session(Path(room), stub, solution, kept))))
    return found


def main():
    record = []
    ((_, edits),) = sessions(1, record)
    for name, cpu_s, wall_s in edits:
        print(f"{name:16} {cpu_s:6.2f} s of CPU, {wall_s:6.2f} s")
    header = {"version": 2, "width": 100, "height": 40, "title": "grade watch"}
    lines = [json.dumps(header), *(json.dumps([at_s, "o", text]) for at_s, text in record)]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
