"""What is said where there is no process for a submission."""

from __future__ import annotations

from grader.errors import SandboxError
from grader.language import _


def no_process(why: object) -> SandboxError:
    """Return the error for a process that could not be started."""
    return SandboxError(
        _("no process for the submission: {why}", why=why), hint=_("try `grade doctor`")
    )


def has_ended(how: str) -> SandboxError:
    """Return the error for a warm process that has ended, and how."""
    return SandboxError(
        _("the warm process has ended: {error}", error=how), hint=_("try `grade doctor`")
    )
