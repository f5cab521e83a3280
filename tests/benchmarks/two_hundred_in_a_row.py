"""Grade 200 submissions in a row, one in five hostile: memory of examiner and warm process, and
what is left.

Each score is held against the one that the same submission gets alone, by a fresh warm process.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from attacks.arena import ATTACKS, Arena

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence
from grader.results import Tier
from grader.sandbox.warms import Warms

HONEST = (
    "def double(x):\n    return 2 * x\n\n\ndef shift(x):\n    return x + 1\n",
    "def double(x):\n    return 2 * x\n",
    "def shift(x):\n    return [y + 1 for y in x]\n\n\ndef double(x):\n    return x + x\n",
    "import numpy as np\n\n\ndef double(x):\n    return np.add(x, x)\n\n\ndef shift(x):\n    return np.add(x, 1)\n",
)
NUMBER = 200


def texts(arena):
    """Give so many submissions, one in five hostile."""
    attacks = [attack for attack in ATTACKS if attack.assignment == "target"]
    for number in range(NUMBER):
        if number % 5 == 4:
            attack = attacks[(number // 5 * 3) % len(attacks)]
            yield attack.name, arena.put_in(attack.file.read_text("utf-8"))
        else:
            yield "", HONEST[number % len(HONEST)]


def rss_mb(pid):
    """Resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def descendants():
    """All processes below this one."""
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True
    ).stdout.split()[2:]
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))

    def is_ours(pid):
        while pid := parents.get(pid, 0):
            if pid == os.getpid():
                return True
        return False

    return sum(map(is_ours, parents)) - 1  # ps itself


def main():
    """Run them in each tier that is named, by default in A, B and C."""
    for letter in sys.argv[1:] or "ABC":
        with Arena() as arena, tempfile.TemporaryDirectory() as folder:
            course = arena.root / "course"
            assignment = assignments.load(course / "assignments/target", course / "solutions")
            file = Path(folder, "homework.py")

            def score(text, warms, assignment=assignment, file=file):
                file.write_text(text, "utf-8")
                warm = warms.get(assignment.manifest.preload)
                return grading.grade(
                    assignment, submission.read(file, "target"), warm, Silence()
                ).score

            alone, different, before = {}, 0, descendants()
            with Warms(Tier(letter)) as warms:
                for number, (name, text) in enumerate(texts(arena)):
                    together = score(text, warms)
                    if text not in alone:
                        with Warms(Tier(letter)) as fresh:
                            alone[text] = score(text, fresh)
                    if together != alone[text]:
                        different += 1
                        print(f"{number} {name}: {together} in the row, {alone[text]} alone")
                    if number % 40 in (0, 39):
                        warm = warms.get(assignment.manifest.preload)._process.server.pid
                        pid = (
                            f"warm process {rss_mb(warm):.1f} MB"
                            if warm
                            else "warm process starting"
                        )
                        print(
                            f"tier {letter}, after {number + 1}: examiner {rss_mb(os.getpid()):.1f} MB, {pid}",
                            flush=True,
                        )
                    left = [*arena.told(), *arena.changed(), *arena.left()]
                    if left:
                        print(f"{number} {name}: {left}")
            print(
                f"tier {letter}: {different} scores differ from those alone; {descendants() - before} processes left"
            )


if __name__ == "__main__":
    main()
