"""What this machine offers, found out by trying."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from grader import __version__
from grader.errors import GradeError, StudentError
from grader.language import _
from grader.sandbox import tiers
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.source import Source
from grader.student import Student

_PACKAGES = ("torch", "numpy", "pytest", "nbformat", "click", "msgspec", "rich")


def examine() -> Iterator[tuple[str, str]]:
    """Give topic and finding, one after the other, as they are found."""
    yield "gradekit", __version__
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield _("system"), _("{platform}, {cores} cores").format(platform=platform.platform(), cores=os.cpu_count())
    yield _("packages"), ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    yield _("device"), _device()
    tier = tiers.choose(None)
    yield _("isolation"), _("{tier}: {words}").format(tier=tier.value, words=_(tiers.WORDS[tier]))
    for other in tiers.Tier:
        if other not in tiers.AVAILABLE:
            words = _("{tier} ({words}) is not in this version")
            yield "", words.format(tier=other.value, words=_(tiers.WORDS[other]))
    yield _("submission"), _try_submission()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _("missing")


def _device() -> str:
    try:
        import torch
    except ImportError as error:
        return _("torch cannot be imported: {error}").format(error=error)
    if torch.cuda.is_available():
        names = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
        return _("cpu; cuda ({names})").format(names=", ".join(names))
    return _("cpu (torch finds no CUDA device)")


def _try_submission() -> str:
    """Run a function in a submission's process, as grading does."""
    source = Source("homework.py", "def double(number):\n    return number + number\n")
    try:
        with Warm(["numpy"]) as warm:
            student = Student(["double"], source, lambda limits: warm.fork(limits, "homework.py"), Limits())
            answer = student.double(21)
            student.close()
    except (GradeError, StudentError) as error:
        return _("its process fails: {error}").format(error=error)
    if answer == 42:  # noqa: PLR2004
        return _("its process starts and answers")
    return _("its process answers {answer!r}").format(answer=answer)
