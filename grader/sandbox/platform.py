"""What this operating system has for the examiner."""

from __future__ import annotations

import os
import sys


def is_portable() -> bool:
    """Whether a submission's process is started anew instead of forked, see portable.

    Windows has no fork, and on macOS libraries do not survive one. GRADE_PORTABLE=1 asks for it.
    """
    return sys.platform != "linux" or os.environ.get("GRADE_PORTABLE") == "1"
