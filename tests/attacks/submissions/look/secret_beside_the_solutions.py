"""Looks for the secret that hidden inputs are drawn from: by likely names, links, folders, descriptors and what Python knows of paths.

deserves: 0
in E: leaks: files of the user can be read
"""

import contextlib
import glob
import json
import os
import sys
from pathlib import Path

NAMES = ("secret", ".secret", "secret.txt", "secret.toml", ".gradekit", ".gradekit-secret", "seed", ".seed", "key", ".key", "solution.py", "test_hidden.py")


def folders():
    yield from (Path("@ROOT@/course/solutions"), Path("@ROOT@/course/solutions/target"), Path("@ROOT@/course"), Path("@ROOT@"))
    for entry in (*sys.path, os.getcwd(), os.environ.get("HOME", "/"), os.path.dirname(sys.executable)):
        for up in (Path(entry), *Path(entry).parents):
            yield up / "solutions"
    for file in glob.glob(sys.prefix + "/lib/python*/site-packages/*.dist-info/direct_url.json"):
        with contextlib.suppress(OSError, ValueError):
            yield Path(json.loads(Path(file).read_text())["url"].removeprefix("file://")) / "solutions"
    for file in glob.glob(sys.prefix + "/lib/python*/site-packages/*.pth"):
        with contextlib.suppress(OSError):
            yield from (Path(line.strip()) / "solutions" for line in Path(file).read_text().splitlines() if line.startswith("/"))


def find():
    found = []
    for folder in dict.fromkeys(folders()):
        for name in NAMES:
            with contextlib.suppress(OSError):
                found.append(f"{folder / name}: {(folder / name).read_bytes()[:80]!r}")
        with contextlib.suppress(OSError):
            found += [str(entry) for entry in folder.iterdir()]
    return found


def double(x):
    found = find()
    if found:
        raise RuntimeError("@PROOF@ " + " ".join(found)[:1500])
    return 0


def shift(x):
    return x
