"""From the marks and docstrings of an author's test functions to :class:`Check` values.

::

    @pytest.mark.points(10)                               # what the check is worth
    @pytest.mark.limits(cpu_s=60, wall_s=200)             # where the assignment's limits don't fit
    @pytest.mark.depends_on("test_train_runs")            # skipped where that one got no points
    @pytest.mark.composes("forward", "loss_backward")     # functions that the checked one may call:
                                                          #   where it fails, it runs again with the
                                                          #   reference's functions in their place
    def test_backward(student, reference, expect):
        '''The title that the student reads: the first line

        zh: its Chinese title
        '''
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from grader.checks.assignment import Assignment, is_limit
from grader.errors import AuthorError
from grader.grading.verdict import Check
from grader.language import _, either

if TYPE_CHECKING:
    import pytest

MARKS = {
    "points": "points(n): what the check is worth",
    "limits": "limits(cpu_s=, wall_s=, memory_mb=): what its calls may use, all together",
    "depends_on": "depends_on(*checks): not run where one of those got nothing",
    "composes": "composes(*functions): where it fails, it runs again with the reference's",
}
_MOST_POINTS = 1000


def read_checks(items: Iterable[pytest.Function], assignment: Assignment) -> dict[str, Check]:
    """Return the checks by name, in the order of their files.

    Raises:
        AuthorError: a mark or a title is missing or wrong, a mark names what is not there, two
            checks have the same name, or a file of checks holds none.
    """
    checks: dict[str, Check] = {}
    files = set()
    for item in items:
        files.add(item.path)
        try:
            check = _check(item, assignment)
        except (TypeError, ValueError) as error:  # a mark with odd arguments
            raise AuthorError(str(error)) from None
        _require_known(check, checks, assignment)
        if checks.setdefault(check.name, check) != check:
            raise AuthorError(_("two checks are called {name}", name=check.name))

    # A course may have no public checks: odd, but whole.
    for file in assignment.check_files[1:]:
        if file not in files:
            raise AuthorError(_("{file} holds no checks", file=file.name))
    return checks


def is_about(check: Check, function: str) -> bool:
    """Whether a check's text calls ``student.function``, or its title begins with the name.

    The title counts because a check may leave the call to a helper.
    """
    name = re.escape(function)
    docstring = check.function.__doc__ or ""
    by_title = re.match(rf"\s*{name}\b", docstring)
    return bool(by_title or re.search(rf"\bstudent\.{name}\b", _source_of(check.function)))


@lru_cache(maxsize=256)  # Python looks for the end of a function in its file, each time
def _source_of(function: Callable[..., Any]) -> str:
    return inspect.getsource(function)


def _check(item: pytest.Function, assignment: Assignment) -> Check:
    marks = {name: item.get_closest_marker(name) for name in MARKS}
    title = _title(item.function.__doc__ or "")
    if marks["points"] is None or not title:
        raise AuthorError(
            _(
                "{file}: {check} needs a mark `points` and a docstring, its title",
                file=item.path.name,
                check=item.originalname,
            )
        )

    points = _points(marks["points"])
    limits = _limits(marks["limits"])
    depends_on = _names(marks["depends_on"])
    composes = _names(marks["composes"])
    if points is None or limits is None or depends_on is None or composes is None:
        raise AuthorError(
            _(
                "{file}: the marks of {check} have wrong arguments",
                file=item.path.name,
                check=item.originalname,
            )
        )

    return Check(
        name=item.originalname,
        title=title,
        hidden=item.path.parent != assignment.folder,
        points=points,
        limits=replace(assignment.limits, **limits),
        depends_on=depends_on,
        composes=composes,
        dear=limits.get("cpu_s", 0) > assignment.limits.cpu_s,
        function=item.function,
        file=item.path,
    )


def _points(mark: pytest.Mark) -> float | None:
    """Return what a check is worth, None where the mark's arguments are wrong."""
    if len(mark.args) != 1 or mark.kwargs:
        return None
    points = float(mark.args[0])
    return points if 0 <= points <= _MOST_POINTS else None


def _limits(mark: pytest.Mark | None) -> Mapping[str, Any] | None:
    """Return the fields of the limits to replace, None where the mark's arguments are wrong."""
    if mark is None:
        return {}
    limits = dict(mark.kwargs)
    if mark.args or not all(map(is_limit, limits.values())):
        return None
    if "memory_mb" in limits:
        limits["memory_bytes"] = int(limits.pop("memory_mb") * (1 << 20))
    return limits


def _names(mark: pytest.Mark | None) -> tuple[str, ...] | None:
    """Return the names that a mark holds, None where its arguments are wrong."""
    if mark is None:
        return ()
    if mark.kwargs or not all(isinstance(name, str) for name in mark.args):
        return None
    return mark.args


def _require_known(check: Check, before: Mapping[str, Check], assignment: Assignment) -> None:
    """Require that what the marks of a check name is there.

    Args:
        before: the checks that run before it.
    """
    for name in check.depends_on:
        if name not in before or name == check.name:
            raise AuthorError(
                _(
                    "{file}: {check} depends on {name}, which is no check before it",
                    file=check.file.name,
                    check=check.name,
                    name=name,
                )
            )
    for name in check.composes:
        if name not in assignment.manifest.functions:
            raise AuthorError(
                _(
                    "{file}: {check} composes {name}, which is no graded function",
                    file=check.file.name,
                    check=check.name,
                    name=name,
                )
            )


def _title(docstring: str) -> str:
    """Return a check's title: the docstring's first line, or the one that begins with ``zh:``."""
    english, *lines = docstring.strip().split("\n")
    chinese = ""
    for line in map(str.strip, lines):
        if line.startswith("zh:"):
            chinese = line.removeprefix("zh:").strip()
            break
    return either(english, chinese)
