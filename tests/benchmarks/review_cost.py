"""What looking a submission through for its instructor adds to grading it.

The reference of each assignment is graded again and again. The review's time includes the way to
its process and back; its CPU seconds are those of that process. The machine should have nothing
else to do.

    python tests/benchmarks/review_cost.py [ASSIGNMENT]...
"""

import os
import statistics
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # as `grade` does, before NumPy is imported

from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.grading.review import Reviewer
from grader.results import Tier
from grader.submission import files

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7


def seconds(work):
    """Wall-clock seconds that something takes, the median of several runs after a first one."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    """Print a line per assignment."""
    print(f"{'':20} {'review':>10} {'grading':>10} {'share':>8}")
    with Grader(Tier.E, "cpu") as grader, Reviewer() as reviewer:
        for name in sys.argv[1:] or ["two_layer_numpy", "two_layer_torch", "two_layer_nn"]:
            assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
            manifest = assignment.manifest
            file = ROOT / "solutions" / name / "solution.py"
            picked = files.pick(file, name, functions=manifest.functions)
            submission = grader.parse(assignment, picked)

            def review(manifest=manifest, submission=submission):
                return reviewer.review(manifest, submission)

            def grade(assignment=assignment, submission=submission):
                return grader.grade(assignment, submission)

            review_s, all_s = seconds(review), seconds(grade)
            print(
                f"{name:20} {1000 * review_s:7.1f} ms {1000 * all_s:7.0f} ms "
                f"{review_s / (all_s - review_s):8.2%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
