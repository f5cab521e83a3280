"""CPU seconds that a submission costs in each isolation tier, beside those of tier E and of one
`import torch`.

First the job alone (a jail, a process, one call of a function, the end of it all), then the grading
of a submission.

Every figure is that of the whole machine, which should have nothing else to do: what ends with its
namespace is counted
nowhere else. Start and end of the examiner are left out: it is the difference between grading some
submissions and
grading one.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = {"a job with numpy": ["numpy"], "a job with torch": ["numpy", "torch"]}
ASSIGNMENTS = ("two_layer_numpy", "two_layer_torch")
TIERS = "EABC"
SUBMISSIONS = 10
RUNS = 3


def grade(assignment, tier, times):
    """Grade the reference so many times in a row."""
    from grader import grading, submission
    from grader.checks import assignment as assignments
    from grader.grading.listener import Silence
    from grader.results import Tier
    from grader.sandbox.warms import Warms

    loaded = assignments.load(ROOT / "assignments" / assignment, ROOT / "solutions")
    handed_in = submission.read(ROOT / "solutions" / assignment / "solution.py", assignment)
    with Warms(Tier(tier)) as warms:
        warm = warms.get(loaded.manifest.preload, autograd=loaded.manifest.autograd)
        for _ in range(times):
            report = grading.grade(loaded, handed_in, warm, Silence())
            assert report.score == 100, report


def run_jobs(preload, tier, times):
    """Call a function so many times, each in a jail of its own."""
    from grader.checks.student import Student
    from grader.results import Tier
    from grader.sandbox.limits import Limits
    from grader.sandbox.warm import Warm
    from grader.submission.source import Source

    source = Source("homework.py", "def double(x):\n    return 2 * x\n")
    with Warm(preload, tier=Tier(tier)) as warm:
        for _ in range(times):
            with warm.jail() as jail:
                student = Student(
                    ["double"],
                    source,
                    lambda limits, jail=jail: jail.fork(limits, "h.py"),
                    Limits(),
                )
                assert student.double(21) == 42
                student.close()


def cpu_seconds(*command):
    """CPU seconds that the machine was busy while a command ran."""
    before = busy()
    subprocess.run([sys.executable, *command], check=True)
    return busy() - before


def busy():
    """CPU seconds that the machine was not idle, since it started."""
    user, nice, system, _idle, _iowait, irq, softirq, *_ = (
        Path("/proc/stat").read_text().split()[1:]
    )
    return sum(map(int, (user, nice, system, irq, softirq))) / os.sysconf("SC_CLK_TCK")


def per_submission(what, tier):
    """CPU seconds of one more submission, or one more job."""
    many, one = (cpu_seconds(__file__, what, tier, str(times)) for times in (SUBMISSIONS + 1, 1))
    return (many - one) / SUBMISSIONS


def main():
    """Measure the tiers in turn."""
    imported = statistics.median(cpu_seconds("-c", "import torch") for _ in range(RUNS))
    print(f"import torch: {imported:.2f} s")
    for assignment in (*JOBS, *ASSIGNMENTS):
        found = {tier: [] for tier in TIERS}
        for _ in range(RUNS):
            for tier in TIERS:
                found[tier].append(per_submission(assignment, tier))
        cost = {tier: statistics.median(values) for tier, values in found.items()}
        print(
            f"{assignment}: "
            + ", ".join(f"{tier} {1000 * value:.0f} ms" for tier, value in cost.items())
        )
        for tier in TIERS[1:]:
            more = statistics.median(a - e for a, e in zip(found[tier], found["E"], strict=True))
            print(f"  {tier} over E: {1000 * more:+.0f} ms, {more / imported:.2f} × import torch")
    print("wanted: A over E at most 60 ms, B over E at most 1 × import torch")


if __name__ == "__main__":
    if not sys.argv[1:]:
        main()
    elif sys.argv[1] in JOBS:
        run_jobs(JOBS[sys.argv[1]], sys.argv[2], int(sys.argv[3]))
    else:
        grade(sys.argv[1], sys.argv[2], int(sys.argv[3]))
