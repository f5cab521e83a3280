"""A terminal with a program in it: what it shows, and keys to press."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

from tools import ROOT

PATIENCE_S = 60


class Terminal:
    """A terminal with `grade watch` in it.

    Args:
        record: gets what is shown, each piece with the seconds since the start.
    """

    def __init__(self, folder, *arguments, record=None):
        ours, theirs = pty.openpty()
        self._record = record
        self._start_s = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
        for name in ("CI", "NO_COLOR"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            # Whoever runs the tests may ignore it, as nohup does.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509
        )
        os.close(theirs)
        self._terminal = ours
        self._seen = ""

    def shows(self, *words):
        """Wait for a screen that holds these words, and return it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            screen = self._seen.rpartition("\x1b[2J")[2]
            if all(word in screen for word in words) and "q quit" in screen:
                return screen
            if not self._read():
                break
        raise AssertionError((words, self._seen[-3000:]))

    def starts(self, word):
        """Wait for a word on the bar of a grading that has begun."""
        end = time.monotonic() + PATIENCE_S
        while word not in self._seen:
            assert time.monotonic() < end, self._seen[-3000:]
            self._read()

    def forget(self):
        self._seen = ""

    def press(self, key):
        os.write(self._terminal, key.encode())

    def end(self):
        """Wait for the end, and return the exit code."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < end:
            self._read()
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)
        return self.process.returncode

    def _read(self):
        ready, _, _ = select.select([self._terminal], [], [], 0.1)
        if ready:
            try:
                data = os.read(self._terminal, 1 << 16)
            except OSError:
                return False
            if self._record is not None:
                shown = data.decode("utf-8", "replace")
                self._record.append((time.monotonic() - self._start_s, shown))
            self._seen += re.sub(r"\x1b\[[0-9;]*m", "", data.decode("utf-8", "replace"))
        return True
