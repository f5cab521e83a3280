"""The main flow: grade one submission.

::

    Submission ─▶ slices ─▶ warm process ─fork─▶ child per check ─▶ values
                                                                     │
    Assignment ─▶ checks (pytest, in this process) ◀──── compare ◀───┘
                       │
                       └─▶ verdicts ─▶ diagnosis ─▶ Report
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.checks.student import Student
from grader.errors import AuthorError, GradeError, StudentError, UsageError
from grader.grading import devices, diagnosis
from grader.grading.listener import Listener
from grader.grading.plugin import GradePlugin, StudentFactory
from grader.language import _
from grader.results import Hint, Reason, Report, Tier
from grader.sandbox import view
from grader.sandbox.spare import Spare
from grader.submission.source import Source

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.fingerprint import Memory
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.sandbox.warm import Jail, Warm, Warms
    from grader.submission import Submission

_NOT_NEEDED = (
    "terminal",
    "cacheprovider",
    "junitxml",
    "doctest",
    "unittest",
    "logging",
    "threadexception",  # this one and the next collect garbage again and again: with torch loaded,
    "unraisableexception",  # that takes longer than most checks
)
TOTAL = 100.0  # points of an assignment, public and hidden


def grade(
    assignment: Assignment,
    submission: Submission,
    warm: Warm,
    listener: Listener,
    *,
    device: str = "cpu",
    only: Sequence[str] | None = None,
    memory: Memory | None = None,
) -> Report:
    """Grade a submission.

    Args:
        warm: the process that its functions are forked from; it outlives the grading and can serve
            the next one.
        only: the checks to run, or functions, for all checks that call them; None for all.
        memory: earlier results, of which those are taken that still hold; None where results are
            not kept.

    Raises:
        AuthorError: a file of checks cannot be read.
        UsageError: there is nothing of a name in ``only``, or the solutions lie where every
            submission may read.
        SandboxError: the warm process failed.
    """
    if warm.tier is not Tier.E and assignment.solutions:
        view.insist_hidden([assignment.solutions])
    with warm.jail() as jail, contextlib.closing(Spare()) as spare:
        students = _students(assignment, submission, jail, device, spare)
        plugin = GradePlugin(assignment, students, device, listener, only, memory)
        _run_pytest(assignment, plugin)
        spare.close()  # nothing of the submission runs beside the mistakes that it is held against
        hints, note = _hints(assignment, submission, plugin, jail, device)
    if plugin.collection_errors:
        raise AuthorError(
            _(
                "the checks of {name} cannot be read: {error}",
                name=assignment.name,
                error=plugin.collection_errors[0],
            )
        )
    for name in plugin.unknown:
        known = [*assignment.manifest.functions, *plugin.names]
        close = difflib.get_close_matches(name, known, 1)
        hint = _("did you mean {name}?") if close else _("there are: {names}")
        raise UsageError(
            _("no check and no function is called {name}", name=name),
            hint=hint.format(name="".join(close), names=", ".join(known)),
        )
    checks = tuple(
        replace(check, hint=hints.get(check.name, check.hint)) for check in plugin.results()
    )
    points = sum(check.max_score for check in checks)
    return Report(
        assignment=assignment.name,
        submission=str(submission.path),
        isolation=warm.tier.value,
        device=device,
        checks=checks,
        ungraded=0.0 if assignment.solutions or only else TOTAL - points,
        notes=(*submission.notes, *note),
        file=submission.file,
        problem=submission.problem,
    )


def warm_for(warms: Warms, assignment: Assignment, device: str) -> tuple[str, Warm]:
    """Give the device that an assignment is graded on, and the process that its submissions are
    forked from.

    Raises:
        UsageError: there is no such device.
    """
    place = devices.choose(device, assignment)
    return place, warms.get(
        assignment.manifest.preload, place, autograd=assignment.manifest.autograd
    )


def _hints(
    assignment: Assignment, submission: Submission, plugin: GradePlugin, jail: Jail, device: str
) -> tuple[dict[str, Hint], tuple[str, ...]]:
    """Give the hints by check, or a note why there are none.

    What goes wrong here costs no grade.
    """

    def fork(limits: Limits) -> Child:
        return jail.fork(limits, "mistake.py")

    try:
        made = [check.hint for check in plugin.recalled.values() if check.hint]
        return diagnosis.explain(
            assignment, submission.source, plugin.cases, fork, device, made
        ), ()
    except GradeError as error:
        return {}, (_("there are no hints: {error}", error=error),)


def _students(
    assignment: Assignment, submission: Submission, jail: Jail, device: str, spare: Spare
) -> StudentFactory:
    """Give what makes a check's proxy: of the submission's functions, or of the reference's."""

    def fork(limits: Limits) -> Child:
        if submission.problem:
            raise StudentError(Reason.ERROR, submission.problem, place=submission.place)
        return jail.fork(limits, submission.source.filename)

    def make_student(
        limits: Limits, answer: Mapping[str, Callable[..., Any]], reference: Path | None = None
    ) -> Student:
        functions = assignment.manifest.functions
        if reference is not None:
            source = Source(reference.name, reference.read_text("utf-8"))
            return Student(
                functions, source, lambda lim: jail.fork(lim, reference.name), limits, device
            )
        return Student(
            functions, submission.source, fork, limits, device, submission.modules, answer, spare
        )

    return make_student


def _run_pytest(assignment: Assignment, plugin: GradePlugin) -> None:
    """Run the checks' files, and nothing else.

    No plugin, no configuration, no conftest of whoever handed in.
    """
    options = [
        "--import-mode=importlib",
        f"--config-file={os.devnull}",
        f"--rootdir={assignment.folder.parent.parent}",
        f"--confcutdir={assignment.folder.parent.parent}",
        "--strict-markers",
        "--capture=no",
        *(f"-pno:{name}" for name in _NOT_NEEDED),
    ]
    files = [str(file) for file in assignment.check_files]
    said = io.StringIO()
    with _undisturbed(), contextlib.redirect_stdout(said):
        status = pytest.main([*options, *files], plugins=[plugin])
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in files:
            del sys.modules[
                name
            ]  # another course's file, or this one after an edit, may have the same name
    if status is pytest.ExitCode.INTERRUPTED and not plugin.collection_errors:
        raise KeyboardInterrupt
    if status in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        raise AuthorError(
            _(
                "the checks of {name} cannot be run: {error}",
                name=assignment.name,
                error=_last_line(said.getvalue()),
            )
        )


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hide the variables that would change how pytest runs.

    And have nothing written beside the checks' files.
    """
    names = [name for name in os.environ if name.startswith("PYTEST_")]
    hidden = {name: os.environ.pop(name) for name in names}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
        "1"  # a plugin that happens to be installed changes no score
    )
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = written
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(hidden)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [_("no reason given")])[-1]
