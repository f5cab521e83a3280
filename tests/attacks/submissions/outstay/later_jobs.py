"""Leaves orders for later: cron, at, systemd, shell profiles.

deserves: 0
in E: not run: it would leave orders for the machine
"""

import contextlib
import os
import subprocess
from pathlib import Path


def double(x):
    for path in ("/var/spool/cron/crontabs/@MARK@", "/etc/cron.d/@MARK@", "~/.config/systemd/user/@MARK@.service"):
        with contextlib.suppress(OSError):
            Path(os.path.expanduser(path)).write_text("# x")
    for command in (["at", "now"], ["crontab", "-l"], ["systemd-run", "--user", "true"]):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, input=b"true", capture_output=True, timeout=1)
    return 0


def shift(x):
    return x
