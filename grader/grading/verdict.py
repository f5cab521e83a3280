"""What a check is, and what came of running it with a submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.checks.expect import Comparison
from grader.checks.transcript import Transcript
from grader.results import NOTHING, Place, Reason, Shown, Usage
from grader.sandbox.limits import Limits


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
        parts: how much of each was reached, by name; "" for the check itself, where it was not run to its end.
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
    """A check, or a parametrized case of one, that a submission did not pass: what a diagnosis needs to know.

    Attributes:
        function: the test function.
        arguments: its fixtures and parameters.
        attempts: its runs, the last one with most stand-ins.
        dear: whether it may use more CPU time than others, or did: then it is not run again and again.
    """

    check: Check
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    attempts: Sequence[Attempt]
    dear: bool
