"""What a check is, what came of running it with a submission, and the result that a report holds.

::

    Check ─▶ Trial, one or two ─▶ Verdict ─▶ CheckResult, which joins a check's parametrized cases
                  └─▶ Case, where it did not pass: what a diagnosis needs
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks.expect import Comparison, worst
from grader.checks.transcript import Transcript
from grader.grading.example import Example, example_for
from grader.language import _, printable
from grader.results import NOTHING, CheckResult, Hint, Outcome, Place, Reason, Shown, Usage
from grader.sandbox.limits import Limits

_ROUNDING = 1e-9
_MOST_MESSAGES = 3


@dataclass(frozen=True)
class Check:
    """A test function, with what its marks say.

    Attributes:
        dear: whether its own limits allow more CPU time than the assignment's.
        file: where the function is.
    """

    name: str
    title: str
    hidden: bool
    points: float
    limits: Limits
    depends_on: tuple[str, ...]
    composes: tuple[str, ...]
    dear: bool
    function: Callable[..., None]
    file: Path


@dataclass(frozen=True)
class Verdict:
    """What came of one run of a test function.

    Attributes:
        share: of the check's points, 0 to 1.
        broken: through no fault of the submission.
        by_machine: and through no fault of the check either.
        place: where to look for what is wrong.
        examples: of wrong values.
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
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Trial:
    """One run of a check's function with a submission.

    Attributes:
        stand_ins: the functions that the reference answered for.
        parts: how much of each part was reached, by name; "" for the check itself, where it did
            not run to its end.
        compared: the values that were compared.
        seen: the requests to the submission, and their outcomes.
    """

    verdict: Verdict
    stand_ins: frozenset[str]
    parts: Mapping[str, float]
    compared: Sequence[Comparison]
    seen: Transcript


@dataclass(frozen=True)
class Case:
    """A check, or a parametrized case of one, that a submission did not pass.

    It holds what a diagnosis needs.

    Attributes:
        function: the test function; a bound method where it is in a class.
        arguments: its fixtures and parameters.
        trials: its runs, the last one with most stand-ins.
        dear: whether it may use more CPU time than others, or did: then it is not repeated often.
    """

    check: Check
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    trials: Sequence[Trial]
    dear: bool


@dataclass(frozen=True)
class Judged:
    """What came of a parametrized case, or of a check without parameters.

    Attributes:
        case: for a diagnosis; None where it passed or was not run.
        skipped: whether it was not run, because of a check that it depends on.
    """

    verdict: Verdict
    case: Case | None = None
    skipped: bool = False


def fresh(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments of which each run of a check draws the same random numbers."""
    return {
        name: copy.deepcopy(value) if isinstance(value, np.random.Generator) else value
        for name, value in arguments.items()
    }


def recalled(earlier: CheckResult) -> Verdict:
    """Return the verdict of an earlier result.

    The check's points may have changed since; the share that was reached has not.
    """
    return Verdict(
        share=earlier.share,
        reason=earlier.reason,
        message=earlier.message,
        output=earlier.output,
        place=earlier.place,
        shown=earlier.shown,
        usage=earlier.usage,
        called=earlier.called,
    )


def better(first: Verdict, second: Verdict) -> Verdict:
    """Choose between a check's verdict and that of a second run.

    The second one is with the reference's functions in place of some of the student's. Where both
    reach as much, it says what is wrong in the functions that the check is about.
    """
    if second.broken or second.share < first.share:
        return first
    if second.share == first.share and (second.reason is not first.reason or first.share):
        return first
    note = _("correct; the points were lost in a function of yours that it calls")
    return replace(second, message=second.message or note)


def worse(first: Judged, second: Judged) -> Judged:
    """Choose between what came of a check, and of a fixture that failed after it."""
    if first.verdict.broken:
        return first
    return second if second.verdict.broken or first.verdict.share else first


def result_of(check: Check, verdicts: Sequence[Verdict], hint: Hint | None = None) -> CheckResult:
    """Join the verdicts of a check's parametrized cases."""
    broken = not verdicts or any(verdict.broken for verdict in verdicts)
    share = 0.0 if broken else sum(verdict.share for verdict in verdicts) / len(verdicts)
    outcome = Outcome.BROKEN if broken else _outcome(share)
    passed = outcome is Outcome.PASSED

    # Messages and places come from the cases that did not pass, if there are such.
    faulty = [verdict for verdict in verdicts if verdict.broken or verdict.share < 1] or verdicts
    if broken:
        telling = [verdict for verdict in faulty if verdict.broken]
        message = _messages(telling) or _("it was not run")
    else:
        message = _messages(faulty)
    reasons = [verdict.reason for verdict in faulty if verdict.reason]
    outputs = [verdict.output for verdict in faulty if verdict.output]
    places = [verdict.place for verdict in faulty if verdict.place]
    usages = [verdict.usage for verdict in verdicts if verdict.usage]
    called = [name for verdict in verdicts for name in verdict.called]
    # Of the case whose message comes first. An earlier result has lines alone.
    example = example_for(faulty[0].examples, hint) or faulty[0].shown.example
    if check.hidden:
        example = ()

    return CheckResult(
        name=check.name,
        title=check.title,
        hidden=check.hidden,
        score=check.points if passed else round(check.points * share, 2),
        max_score=check.points,
        outcome=outcome,
        reason=None if passed or broken else reasons[0],
        message=message,
        output="" if passed or not outputs else outputs[0],
        place=None if passed or not places else places[0],
        hint=hint,
        shown=replace(_joined([verdict.shown for verdict in verdicts]), example=example),
        usage=max(usages, key=lambda usage: usage.cpu_s, default=None),
        called=tuple(dict.fromkeys(called)),
        dear=check.dear,
        share=share,
    )


def _outcome(share: float) -> Outcome:
    if share > 1 - _ROUNDING:
        return Outcome.PASSED
    return Outcome.PARTIAL if share > _ROUNDING else Outcome.FAILED


def _messages(verdicts: Sequence[Verdict]) -> str:
    """Return the first few different messages, a line each."""
    messages = dict.fromkeys(verdict.message for verdict in verdicts if verdict.message)
    return printable("\n".join([*messages][:_MOST_MESSAGES]))


def _joined(shown: Sequence[Shown]) -> Shown:
    """Join what the cases of a check show.

    Of training runs and answers that is the first, of deviations the worst; no example.
    """
    return Shown(
        epochs=next((case.epochs for case in shown if case.epochs), ()),
        answers=next((case.answers for case in shown if case.answers), ()),
        deviations=worst(deviation for case in shown for deviation in case.deviations),
    )
