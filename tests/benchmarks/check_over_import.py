"""CPU seconds of `grade check` on a two_layer_numpy submission over those of `python -c "import
torch"`.
"""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def cpu_seconds(command):
    """CPU seconds of a command and everything that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Measure the two in turn, and print each pair's ratio."""
    sample = ROOT / "tests/submissions/two_layer_numpy/ada.py"
    ratios = []
    for _ in range(RUNS):
        imported = cpu_seconds([sys.executable, "-c", "import torch"])
        checked = cpu_seconds([sys.executable, "-m", "grader", "check", str(sample)])
        ratios.append(checked / imported)
        print(f"grade check {checked:.2f} s, import torch {imported:.2f} s, ratio {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (at most 2 wanted)")


if __name__ == "__main__":
    main()
