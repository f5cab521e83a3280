"""What a run changed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.classroom.gradebook.book import Gradebook, Regraded
from grader.classroom.people import Person
from grader.language import _, later
from grader.results import CheckResult, Outcome, Report

_CAUSES = {
    "check": later("the check was changed"),
    "reference": later("the reference was changed"),
    "settings": later("limits, device or settings were changed"),
    "grader": later("the grader or its libraries were changed"),
    "secret": later("the secret of the course was renewed"),
    "program": later("the submission was changed"),
}


@dataclass(frozen=True)
class CheckChange:
    """One check whose score changed.

    Attributes:
        before: points; None if the check is new.
        after: points; None if the check is gone.
        why: the cause, for people.
    """

    name: str
    title: str
    before: float | None
    after: float | None
    why: str


@dataclass(frozen=True)
class Change:
    """One student's grading that changed.

    Attributes:
        before: score and maximum of the grading before; None if there is none.
        after: score and maximum now.
        new_attempt: whether the one before was of another submission.
    """

    person: Person
    anonymous: str
    before: tuple[float, float] | None
    after: tuple[float, float]
    new_attempt: bool
    checks: tuple[CheckChange, ...]


def changes_of(gradebook: Gradebook, assignment: str, run: int | None = None) -> list[Change]:
    """Return the scores that a run changed, and those of students graded for the first time.

    Args:
        run: its number; None for the latest one that graded anything.

    Raises:
        UsageError: there is none.
    """
    changes = (_change(pair) for pair in gradebook.regraded(assignment, run))
    return [change for change in changes if change.before != change.after]


def _change(pair: Regraded) -> Change:
    before = pair.before
    return Change(
        person=pair.person,
        anonymous=pair.anonymous,
        before=(before.score, before.max_score) if before else None,
        after=(pair.after.score, pair.after.max_score),
        new_attempt=pair.new_attempt,
        checks=tuple(_checks(before, pair.after)) if before else (),
    )


def _checks(before: Report, after: Report) -> Iterator[CheckChange]:
    old = {check.name: check for check in before.checks}
    new = {check.name: check for check in after.checks}
    for name in dict.fromkeys([*old, *new]):
        was = old.get(name)
        now = new.get(name)
        if _has_changed(was, now):
            yield CheckChange(
                name=name,
                title=now.title if now else old[name].title,
                before=was.score if was else None,
                after=now.score if now else None,
                why=_why(was, now),
            )


def _has_changed(was: CheckResult | None, now: CheckResult | None) -> bool:
    if was is None or now is None:
        return True
    return was.score != now.score or _is_broken(was) != _is_broken(now)


def _why(was: CheckResult | None, now: CheckResult | None) -> str:
    if was is None or now is None:
        return _("the check is new") if was is None else _("the check is gone")
    if _is_broken(now):
        return _("it is BROKEN now: {why}", why=now.message)
    if _is_broken(was):
        return _("it was BROKEN before")
    if was.inputs is None or now.inputs is None:
        return _("another check, on which it depends, has a different result")

    causes = [
        _(cause)
        for name, cause in _CAUSES.items()
        if getattr(was.inputs, name) != getattr(now.inputs, name)
    ]
    if not causes:
        points_changed = was.max_score != now.max_score
        causes = [_("its points were changed") if points_changed else _("it was run again")]
    return _("; ").join(causes)


def _is_broken(check: CheckResult) -> bool:
    return check.outcome is Outcome.BROKEN
