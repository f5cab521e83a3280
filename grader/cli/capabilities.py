"""What this machine offers, as found by trying."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from grader import __version__
from grader.checks.student import Student
from grader.errors import GradeError, StudentError
from grader.language import _, printable
from grader.results import TIER_WORDS, Tier
from grader.sandbox import cgroup, probe
from grader.sandbox.limits import Limits
from grader.sandbox.platform import is_portable
from grader.sandbox.warms import Warms
from grader.submission.source import Source

_PACKAGES = ("torch", "numpy", "pytest", "nbformat", "click", "msgspec", "rich")
_NONE = re.compile(r"^(\w+)\b.*= None$", re.MULTILINE)
_NO_GPU = {"cuda", "hip"}


def examine() -> Iterator[tuple[str, str]]:
    """Yield topic and finding, one after the other."""
    yield "gradekit", __version__
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield (
        _("system"),
        _("{platform}, {cores} cores", platform=platform.platform(), cores=os.cpu_count()),
    )
    yield _("packages"), _(", ").join(f"{name} {_version(name)}" for name in _PACKAGES)
    yield _("device"), _device()

    findings = probe.findings()
    tier = findings[-1].tier
    yield _("isolation"), _("{tier}: {words}", tier=tier.value, words=_(TIER_WORDS[tier]))
    for finding in findings[:-1]:
        yield "", _("not {tier}: {why}", tier=finding.tier.value, why=printable(finding.why))
        yield "", _("hint: {advice}", advice=finding.advice)

    yield _("memory"), _memory()
    yield _("submission"), _try_submission(tier)
    for device in _gpus():
        words = _try_submission(tier, device)
        yield "", _("{device}: {finding}", device=device, finding=words)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return _("missing")


def _device() -> str:
    if _is_without_cuda():
        return _("cpu (this torch is built without CUDA)")
    try:
        import torch
    except ImportError as error:
        return _("torch cannot be imported: {error}", error=error)
    if torch.cuda.is_available():
        names = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
        return _("cpu; cuda ({names})", names=_(", ").join(names))
    return _("cpu (torch finds no CUDA device)")


def _gpus() -> list[str]:
    """Return the GPUs that torch finds."""
    if _is_without_cuda():
        return []
    try:
        import torch
    except ImportError:
        return []
    return [f"cuda:{number}" for number in range(torch.cuda.device_count())]


def _is_without_cuda() -> bool:
    """Whether torch says so in its text: importing it takes longer than all the rest."""
    spec = find_spec("torch")
    folders = (spec and spec.submodule_search_locations) or ()
    with contextlib.suppress(OSError):
        texts = [Path(folder, "version.py").read_text("utf-8") for folder in folders]
        return any(_NO_GPU.issubset(_NONE.findall(text)) for text in texts)
    return False


def _memory() -> str:
    if is_portable():
        return _("that of all processes of a submission together is checked 20 times a second")
    if cgroup.delegated():
        return _("the kernel counts that of all processes of a submission together (cgroup)")
    return _("the kernel counts that of each process; the sum of all is checked 20 times a second")


def _try_submission(tier: Tier, device: str = "cpu") -> str:
    """Run a function in a submission's process, as grading does."""
    source = Source("homework.py", "def double(number):\n    return number + number\n")
    preload = ["numpy"] if device == "cpu" else ["numpy", "torch"]
    try:
        with Warms(tier) as warms, warms.get(preload, device).jail() as jail:
            student = Student(
                ["double"],
                source,
                lambda limits: jail.fork(limits, "homework.py"),
                Limits(),
                device,
            )
            answer = student.double(21)
            student.close()
    except (GradeError, StudentError) as error:
        return _("its process fails: {error}", error=error)
    if answer == 42:  # noqa: PLR2004
        return _("its process starts and answers")
    return _("its process answers {answer!r}", answer=answer)
