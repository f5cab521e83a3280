"""Writes full marks, in every format, into every folder that it can reach.

deserves: 0
in E: survives: files of the user can be written
"""

import contextlib
import os
import sqlite3
from pathlib import Path

FOLDERS = (".", "..", "../..", "/tmp", "/var/tmp", "/dev/shm", "@ROOT@", "@ROOT@/course", os.path.expanduser("~"))


def double(x):
    for folder in FOLDERS:
        for name in ("results.json", "report.xml", "report.json"):
            with contextlib.suppress(OSError):
                Path(folder, f"@MARK@-{name}").write_text('{"score": 100}')
        with contextlib.suppress(OSError, sqlite3.Error):
            book = sqlite3.connect(os.path.join(folder, "@MARK@-gradebook.sqlite"), timeout=0.1)
            book.execute("create table results (student, score)")
            book.execute("insert into results values ('me', 100)")
            book.commit()
            book.close()
    with contextlib.suppress(OSError):
        Path("@ROOT@/gradebook.sqlite").write_text("100")
    return 0


def shift(x):
    return x
