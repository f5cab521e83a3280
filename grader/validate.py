"""Do the checks of an assignment do their work?

The reference must get everything, the untouched stub nothing, and every recorded mistake must lose points on the checks
that it names and on no other. A mistake is a file in ``solutions/NAME/mistakes/``, that is appended to the reference::

    '''No ReLU mask: the gradient passes through ReLU unchanged.'''

    CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
    HINT = {"en": "what a good tutor would say", "zh": "…"}

    def relu_backward(grad_h_relu, h):
        return grad_h_relu.copy()
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import grading
from grader.assignment import Assignment
from grader.errors import AuthorError
from grader.language import _
from grader.pytest_plugin import Listener
from grader.results import CheckResult, Hint, Outcome, Report
from grader.sandbox.warm import Warm
from grader.source import Source
from grader.submission import Submission, read

_STUBS = ("homework.py", "homework.ipynb")
Grade = Callable[..., Report]


@dataclass(frozen=True)
class Mistake:
    """A recorded mistake.

    Attributes:
        name: the file's, without its suffix.
        title: the first line of its docstring.
        checks: those on which it loses points, all of them.
        hint: what to say to a student who made it; None where nothing is recorded.
        text: the file's, to be appended to the reference's.
    """

    name: str
    title: str
    checks: tuple[str, ...]
    hint: Hint | None
    text: str


@dataclass(frozen=True)
class Finding:
    """What validating one assignment found.

    Attributes:
        reference: points of the reference.
        stub: the most points of an untouched stub.
        total: points of all checks.
        mistakes: how many are recorded.
        faults: what is wrong, one line each.
    """

    assignment: str
    reference: float
    stub: float
    total: float
    mistakes: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def read_mistakes(assignment: Assignment) -> list[Mistake]:
    """Read an assignment's recorded mistakes, by name.

    Raises:
        AuthorError: a file lacks its title or its checks.
    """
    folder = assignment.insist_on_solutions() / "mistakes"
    return [_read(file) for file in sorted(folder.glob("*.py"))]


def validate(assignment: Assignment, warm: Warm, listener: Listener, *, device: str = "cpu") -> Finding:
    """Grade the reference, the stubs and every recorded mistake.

    Of a mistake, only the checks are run that call a function which is not the reference's.

    Raises:
        AuthorError: there are no solutions here, or a file is wrong.
    """
    reference = Source("solution.py", (assignment.insist_on_solutions() / "solution.py").read_text("utf-8"))
    mistakes = read_mistakes(assignment)
    for name in _STUBS:
        if not (assignment.folder / name).is_file():
            words = _("{file} does not exist").format(file=assignment.folder / name)
            raise AuthorError(words, hint=_("`grade release` makes it"))

    def grade(submission: Submission, only: Sequence[str] | None = None) -> Report:
        return grading.grade(assignment, submission, warm, listener, device=device, only=only)

    listener.starts(_("{name}: the reference").format(name=assignment.name))
    right = grade(Submission(Path("solution.py"), reference))
    if right.broken:  # all else would only follow from it
        broken = tuple(_faults_of_reference(right))
        return Finding(assignment.name, right.score, 0.0, right.max_score, len(mistakes), broken)
    listener.starts(_("{name}: the stubs").format(name=assignment.name))
    stubs = [grade(read(assignment.folder / name, assignment.name)) for name in _STUBS]
    faults = [*_faults_of_reference(right), *_faults_of_stubs(stubs), *_faults_of_functions(assignment, reference)]
    for mistake in mistakes:
        listener.starts(f"{assignment.name}: {mistake.name}")
        faults += [f"{mistake.name}: {fault}" for fault in _faults_of_mistake(mistake, reference, right, grade)]
    return Finding(
        assignment=assignment.name,
        reference=right.score,
        stub=max(report.score for report in stubs),
        total=right.max_score,
        mistakes=len(mistakes),
        faults=tuple(faults),
    )


def _faults_of_reference(report: Report) -> list[str]:
    faults = [
        _("the reference does not pass {check}: {message}").format(check=check.name, message=check.message)
        for check in report.checks
        if check.outcome is not Outcome.PASSED
    ]
    if report.max_score != grading.TOTAL:
        faults.append(_("the points add up to {points:g}, not to 100").format(points=report.max_score))
    return faults


def _faults_of_functions(assignment: Assignment, reference: Source) -> list[str]:
    names = assignment.manifest.functions
    missing = [name for name in names if name not in reference.slice((name,)).found]
    return [_("the reference does not define {name}").format(name=name) for name in missing]


def _faults_of_stubs(reports: Sequence[Report]) -> list[str]:
    return [
        _("the untouched {stub} gets {score:g} points on {check}").format(
            stub=Path(report.submission).name, score=check.score, check=check.name
        )
        for report in reports
        for check in report.checks
        if check.score or check.outcome is Outcome.BROKEN
    ]


def _faults_of_mistake(mistake: Mistake, reference: Source, right: Report, grade: Grade) -> list[str]:
    source = Source(f"{mistake.name}.py", f"{reference.text}\n\n{mistake.text}")
    touched = [check.name for check in right.checks if _differs(check, source, reference)]
    known = {check.name for check in right.checks}
    if not touched:
        return [_("changes none of the functions that the checks call")]
    faults = [_("there is no check {check}").format(check=name) for name in mistake.checks if name not in known]
    results = grade(Submission(Path(source.filename), source), touched).checks
    lost = {check.name for check in results if check.outcome is not Outcome.PASSED}
    unseen = [name for name in mistake.checks if name in known - lost]
    faults += [_("loses nothing on {check}, which it names").format(check=name) for name in unseen]
    faults += [
        _("loses points on {check}, which it does not name: {message}").format(check=check.name, message=check.message)
        for check in results
        if check.name in lost.difference(mistake.checks)
    ]
    return faults


def _differs(check: CheckResult, source: Source, reference: Source) -> bool:
    """Tell whether a check called any function whose statements are not the reference's."""
    return any(_statements(source, name) != _statements(reference, name) for name in check.called)


def _statements(source: Source, name: str) -> list[str]:
    return [line for line in source.slice((name,)).text.split("\n") if line.strip()]


def _read(file: Path) -> Mistake:
    try:
        text = file.read_text("utf-8")
        tree = ast.parse(text, str(file))
        values = {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in tree.body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
            if statement.targets[0].id in ("CHECKS", "HINT")
        }
    except (SyntaxError, ValueError, TypeError, OSError) as error:
        raise AuthorError(_("{file} cannot be read: {error}").format(file=file, error=error)) from None
    title = (ast.get_docstring(tree) or "").partition("\n")[0]
    checks: Any = values.get("CHECKS")
    if not title or not checks or not isinstance(checks, tuple) or not all(isinstance(name, str) for name in checks):
        words = _("{file} needs a docstring, its title, and CHECKS, a tuple of the checks that it fails")
        raise AuthorError(words.format(file=file))
    hint: Any = values.get("HINT")
    whole = isinstance(hint, dict) and set(hint) == {"en", "zh"} and all(isinstance(t, str) for t in hint.values())
    if hint is not None and not whole:
        raise AuthorError(_("{file}: HINT holds a text for each of en and zh").format(file=file))
    name = file.stem
    return Mistake(name, title, checks, Hint(name.replace("_", "-"), **hint) if hint else None, text)
