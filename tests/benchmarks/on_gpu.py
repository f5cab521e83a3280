"""On a GPU: each reference over itself on the CPU, and trainings side by side on one GPU.


python tests/benchmarks/on_gpu.py                 all five references, then 32 FizzBuzz trainings
python tests/benchmarks/on_gpu.py --trainings 8
python tests/benchmarks/on_gpu.py --device cpu    tries the script where there is none
"""

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.course import Course

ROOT = Path(__file__).resolve().parents[2]


def grade(*words):
    """Run a command; give the seconds that it took, and what it said."""
    started_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return time.monotonic() - started_s, done.stdout + done.stderr


def references(device):
    """Grade each reference on the CPU and on the device, in turn."""
    for name in Course(ROOT, None).names:
        seconds = {}
        for where in ("cpu", device):
            words = ("check", f"solutions/{name}/solution.py", "-a", name, "--device", where)
            seconds[where], said = grade(*words)
            points = re.search(r"([\d.]+) of 100 points", said)
            print(
                f"{name:20} {where:6} {seconds[where]:6.1f} s  {points[0] if points else said[-300:]}"
            )
        print(f"{name:20} {seconds[device] / seconds['cpu']:.2f} x the CPU", flush=True)


def trainings(device, number, jobs):
    """Grade so many FizzBuzz references, with 1, 2, 4 … examiners that share the device.

    Each has its share of the device's memory.
    """
    text = (ROOT / "solutions/fizzbuzz/solution.py").read_text("utf-8")
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room, "class")
        folder.mkdir()
        for n in range(number):
            (folder / f"s{n:03}.py").write_text(f"{text}\n# {n}\n", "utf-8")
        alone_s = 0.0
        for side_by_side in itertools.takewhile(lambda n: n <= jobs, (1, 2, 4, 8, 16)):
            book = Path(room, f"{side_by_side}.sqlite")
            words = ("batch", folder, "-a", "fizzbuzz", "--gradebook", book, "--device", device)
            seconds, said = grade(*words, "--jobs", side_by_side)
            alone_s = alone_s or seconds
            right = len(re.findall(r"100(?:\.0)? of 100|100/100", said))
            print(
                f"{number} trainings, {side_by_side:2} side by side: {seconds:6.1f} s, "
                f"{seconds / alone_s:.2f} x one after the other; {right} with full marks",
                flush=True,
            )


def main():
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--trainings", type=int, default=32)
    parser.add_argument("--jobs", type=int, default=16)
    options = parser.parse_args()
    references(options.device)
    trainings(options.device, options.trainings, options.jobs)


if __name__ == "__main__":
    main()
