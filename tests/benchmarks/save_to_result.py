"""From save to result: a student's hour under `grade watch`, in a released repository.

Each edit writes one more function of two_layer_numpy. Printed are CPU and wall-clock seconds from a
save to its result, over those of ``import torch`` in the same run; medians of three.

    python tests/benchmarks/save_to_result.py                  the table
    python tests/benchmarks/save_to_result.py watch.cast       and the session, as asciinema plays it
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from terminal import Terminal

ROUNDS = 3
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


def cpu_s(pid):
    """The CPU seconds of a process and its descendants, those that have ended included."""
    total, pending = 0, [pid]
    while pending:
        process = Path("/proc") / str(pending.pop())
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
            for task in (process / "task").iterdir():
                pending += (task / "children").read_text().split()
        except OSError:  # it has just ended
            continue
    return total / os.sysconf("SC_CLK_TCK")


def seconds_of_torch():
    before, start_s = os.times(), time.monotonic()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    after = os.times()
    cpu = after.children_user + after.children_system
    return cpu - before.children_user - before.children_system, time.monotonic() - start_s


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
        before, start_s = cpu_s(terminal.process.pid), time.monotonic()
        file.write_text(text)
        terminal.shows(expected)
        wall_s = time.monotonic() - start_s
        yield names[-1] if names else "all", cpu_s(terminal.process.pid) - before, wall_s
    terminal.press("q")
    terminal.end()


def main():
    stub = (ROOT / "assignments/two_layer_numpy/homework.py").read_text("utf-8")
    solution = (ROOT / "solutions/two_layer_numpy/solution.py").read_text("utf-8")
    record = []
    with tempfile.TemporaryDirectory() as room:
        command = [sys.executable, "-m", "grader", "release", "-o", room, "--no-hints"]
        subprocess.run([*command, "two_layer_numpy"], cwd=ROOT, check=True, capture_output=True)
        torch, edits = [], {}
        for number in range(ROUNDS):
            torch.append(seconds_of_torch())
            kept = record if number == 0 else None
            for name, cpu, wall in session(Path(room), stub, solution, kept):
                edits.setdefault(name, []).append((cpu, wall))
    cpu_of_torch, wall_of_torch = (statistics.median(column) for column in zip(*torch, strict=True))
    print(f"import torch: {cpu_of_torch:.2f} s of CPU, {wall_of_torch:.2f} s")
    print(f"{'saved':16} {'CPU':>6} {'over torch':>11} {'wall':>6} {'over torch':>11}")
    for name, costs in edits.items():
        cpu, wall = (statistics.median(column) for column in zip(*costs, strict=True))
        print(
            f"{name:16} {cpu:6.2f} {cpu / cpu_of_torch:11.2f} {wall:6.2f} {wall / wall_of_torch:11.2f}"
        )
    if len(sys.argv) > 1:
        header = {"version": 2, "width": 100, "height": 40, "title": "grade watch"}
        lines = [json.dumps(header), *(json.dumps([at_s, "o", text]) for at_s, text in record)]
        Path(sys.argv[1]).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
