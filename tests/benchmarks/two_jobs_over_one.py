"""Throughput of `grade batch --jobs 2` over that of `--jobs 1`: submissions a second, without what
starting costs.

Light submissions (two_layer_numpy) and such that train (fizzbuzz), each run after the other in one
go.
"""

import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from class_of import ROOT, batch, make, texts

SIZES = {"two_layer_numpy": 60, "fizzbuzz": 12}


def samples(assignment):
    """Right and mistaken ones, none that only waits: a processor is to be busy."""
    if assignment == "fizzbuzz":
        text = (ROOT / "solutions/fizzbuzz/solution.py").read_text("utf-8")
        return cycle([("right", text)])
    return ((name, text) for n, (name, text) in enumerate(texts(assignment)) if n % 10 < 9)


def main():
    """Measure."""
    for assignment, number in SIZES.items():
        with tempfile.TemporaryDirectory() as room:
            folder = make(Path(room, "class"), number, islice(samples(assignment), number))
            few = make(Path(room, "few"), 2, islice(samples(assignment), 2))
            rates = {}
            for jobs in (1, 2, 1, 2):
                cost = batch(
                    ROOT,
                    folder,
                    assignment,
                    Path(room, f"{jobs}.sqlite"),
                    "--jobs",
                    jobs,
                    "--fresh",
                )
                start = batch(
                    ROOT,
                    few,
                    assignment,
                    Path(room, f"few{jobs}.sqlite"),
                    "--jobs",
                    jobs,
                    "--fresh",
                )
                # Two submissions are graded within the time of one where there are two jobs.
                rate = (number - 2) / (cost.wall_s - start.wall_s)
                rates.setdefault(jobs, []).append(rate)
                whole = number / cost.wall_s
                print(
                    f"{assignment}, {jobs} jobs: {rate:.2f} a second; with starting and ending {whole:.2f}",
                    flush=True,
                )
            best = {jobs: max(found) for jobs, found in rates.items()}
            print(f"{assignment}: 2 jobs over 1: {best[2] / best[1]:.2f} x", flush=True)


if __name__ == "__main__":
    main()
