"""What a check is, and what came of running it with a submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.checks.expect import Comparison, worst
from grader.checks.transcript import Transcript
from grader.language import _, printable
from grader.results import NOTHING, CheckResult, Outcome, Place, Reason, Shown, Usage
from grader.sandbox.limits import Limits

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Check:
    """What the marks of a test function say."""

    name: str
    title: str
    hidden: bool
    points: float
    limits: Limits
    depends_on: tuple[str, ...]
    composes: tuple[str, ...]
    dear: bool  # by its own limits


@dataclass(frozen=True)
class Verdict:
    """What came of one run of a test function.

    Attributes:
        share: of its points, 0 to 1.
        broken: through no fault of the submission.
        by_machine: and through none of the check either.
        place: where to look for what is wrong.
    """

    share: float = 1.0
    reason: Reason | None = None
    message: str = ""
    broken: bool = False
    by_machine: bool = False
    output: str = ""
    place: Place | None = None
    shown: Shown = NOTHING
    usage: Usage | None = None
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One run of a check's function with a submission.

    Attributes:
        stand_ins: the functions that the reference answered for.
        parts: how much of each was reached, by name; "" for the check itself, where it was not run
            to its end.
        compared: the values that were compared.
        seen: what the submission was asked, and what came of it.
    """

    verdict: Verdict
    stand_ins: frozenset[str]
    parts: Mapping[str, float]
    compared: Sequence[Comparison]
    seen: Transcript


@dataclass(frozen=True)
class Case:
    """A check, or a parametrized case of one, that a submission did not pass: what a diagnosis
    needs to know.

    Attributes:
        function: the test function.
        arguments: its fixtures and parameters.
        attempts: its runs, the last one with most stand-ins.
        dear: whether it may use more CPU time than others, or did: then it is not run again and
            again.
    """

    check: Check
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    attempts: Sequence[Attempt]
    dear: bool


def recalled(known: CheckResult) -> Verdict:
    """Give the verdict of an earlier result.

    Its points may have changed since, its share has not.
    """
    share = known.score / known.max_score
    return Verdict(
        share,
        known.reason,
        known.message,
        output=known.output,
        place=known.place,
        shown=known.shown,
        usage=known.usage,
        called=known.called,
    )


def better(first: Verdict, second: Verdict) -> Verdict:
    """Choose between a check's verdict and that of a second run.

    With the reference's functions in place of some.
    """
    if second.broken or second.share <= first.share:
        return first
    note = _("right in itself: what is wrong are other functions of yours that it calls")
    return replace(second, message=second.message or note)


def result_of(check: Check, verdicts: list[Verdict]) -> CheckResult:
    """Join the verdicts of a check's parametrized cases."""
    broken = not verdicts or any(verdict.broken for verdict in verdicts)
    share = 0.0 if broken else sum(verdict.share for verdict in verdicts) / len(verdicts)
    outcome = Outcome.BROKEN if broken else _outcome(share)
    faulty = [verdict for verdict in verdicts if verdict.broken or verdict.share < 1] or verdicts
    messages = list(
        dict.fromkeys(
            verdict.message
            for verdict in faulty
            if verdict.message and (verdict.broken or not broken)
        )
    )
    return CheckResult(
        name=check.name,
        title=check.title,
        hidden=check.hidden,
        score=round(check.points * share, 4),
        max_score=check.points,
        outcome=outcome,
        reason=None
        if outcome in (Outcome.PASSED, Outcome.BROKEN)
        else next(v.reason for v in faulty if v.reason),
        message=printable("\n".join(messages[:3])) or (_("it was not run") if broken else ""),
        output=""
        if outcome is Outcome.PASSED
        else next((v.output for v in faulty if v.output), ""),
        place=None
        if outcome is Outcome.PASSED
        else next((v.place for v in faulty if v.place), None),
        shown=_joined([verdict.shown for verdict in verdicts]),
        usage=max(
            (v.usage for v in verdicts if v.usage), key=lambda usage: usage.cpu_s, default=None
        ),
        called=tuple(dict.fromkeys(name for verdict in verdicts for name in verdict.called)),
        dear=check.dear,
    )


def _outcome(share: float) -> Outcome:
    if share > 1 - _ROUNDING:
        return Outcome.PASSED
    return Outcome.PARTIAL if share > _ROUNDING else Outcome.FAILED


def _joined(shown: Sequence[Shown]) -> Shown:
    """Join what the cases of a check show.

    Of training runs and answers the first, of deviations the worst.
    """
    return Shown(
        epochs=next((one.epochs for one in shown if one.epochs), ()),
        answers=next((one.answers for one in shown if one.answers), ()),
        deviations=worst(deviation for one in shown for deviation in one.deviations),
    )
