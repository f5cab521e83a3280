"""What it costs that the examiner works in forks on what a submission sent.

The reference of each assignment, right and with a recorded mistake, is read and graded again and
again in one process: with the forks, and with the same work done in this process, in turn. The
machine should have nothing else to do.

    python tests/benchmarks/bounding_cost.py [ASSIGNMENT]...
"""

import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # as `grade` does, before NumPy is imported

from grader.checks import assignment as assignments
from grader.course import find
from grader.grading.diagnosis import read_mistakes, reference_with_terms
from grader.grading.grader import Grader
from grader.results import Tier
from grader.sandbox import forked

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7


@contextlib.contextmanager
def without_forks():
    """Do the work of forks in this process."""

    def ask(fork, question, _budget):
        return fork._answer(question)

    with (
        mock.patch.object(forked.Forked, "ask", ask),
        mock.patch.object(forked, "call", lambda function, *_: function()),
    ):
        yield


def homeworks(assignment, folder):
    """Write the reference, and the reference with a mistake, as homework."""
    reference = reference_with_terms(assignment)
    for name, text in {"right": "", "wrong": read_mistakes(assignment)[0].text}.items():
        file = folder / f"{name}.py"
        file.write_text(reference + text, "utf-8")
        yield name, file


def seconds(grader, assignment, file):
    """Return the seconds to read and grade a file."""
    start_s = time.perf_counter()
    grader.grade_file(assignment, file)
    return time.perf_counter() - start_s


def main():
    """Print a line per homework: the median ratio of the runs in pairs."""
    names = sys.argv[1:] or [name for name in find([ROOT], None).names if name != "fizzbuzz"]
    for name in names:
        assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
        with Grader(Tier.E) as grader, tempfile.TemporaryDirectory() as folder:
            for kind, file in homeworks(assignment, Path(folder)):
                seconds(grader, assignment, file)
                ratios = []
                for _ in range(RUNS):
                    with without_forks():
                        bare_s = seconds(grader, assignment, file)
                    ratios.append(seconds(grader, assignment, file) / bare_s)
                print(
                    f"{name}, {kind}: with forks {statistics.median(ratios):.3f} x without "
                    f"({min(ratios):.2f} to {max(ratios):.2f}; {bare_s:.2f} s)"
                )


if __name__ == "__main__":
    main()
