"""Over many secrets: does right work keep all its points, whatever the hidden checks draw?

Each right submission of the repository's samples is graded with each secret.

    python tests/benchmarks/right_over_secrets.py                       100 secrets, the four light assignments
    python tests/benchmarks/right_over_secrets.py 20 fizzbuzz           20 secrets, one assignment
    python tests/benchmarks/right_over_secrets.py 20 fizzbuzz 7 --all   from the 7th on; all right samples
"""

import sys
import tempfile
from pathlib import Path

from grader.checks import assignment as assignments
from grader.checks.secret import Secret
from grader.grading.grader import Grader
from grader.results import Outcome, Tier

ROOT = Path(__file__).resolve().parents[2]
LIGHT = ("two_layer_numpy", "two_layer_torch", "two_layer_autograd", "two_layer_nn")


def lost(grader, name, number, file, folder):
    """What a right submission loses with a secret, check by check."""
    assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
    # In the place of the course's own.
    vars(assignment)["secret"] = Secret(number.to_bytes(32, "big"), folder)
    report = grader.grade_file(assignment, file)
    return {
        check.name: check.message for check in report.checks if check.outcome is not Outcome.PASSED
    } | ({"": report.problem} if report.problem else {})


def samples(name, *, everybody):
    """The reference, and with everybody the right submissions that others wrote."""
    yield ROOT / "solutions" / name / "solution.py"
    if everybody:
        yield from sorted(ROOT.glob(f"tests/submissions/{name}/ada.py"))
        yield from sorted(ROOT.glob(f"tests/submissions/rewrites/{name}/*.py"))


def main():
    words = [word for word in sys.argv[1:] if word != "--all"]
    number, *names = words or ["100"]
    first = int(names.pop()) if names and names[-1].isdigit() else 0
    wrong = 0
    with Grader(Tier.E, "cpu") as grader, tempfile.TemporaryDirectory() as folder:
        for name in names or LIGHT:
            for file in samples(name, everybody="--all" in sys.argv):
                for secret in range(first, first + int(number)):
                    found = lost(grader, name, secret, file, Path(folder))
                    wrong += bool(found)
                    if found:
                        print(f"{name} {file.name} secret {secret}: {found}", flush=True)
            print(
                f"# {name}: {number} secrets, {wrong} so far with less than all points", flush=True
            )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
