"""Which mistake was made: from what a check saw of a submission to the sentence that a good tutor would say.

::

    Case ─▶ replay ──▶ a recorded mistake gives the very same values          "relu-mask-missing"
      │        └─────▶ two of them do, together                               "perhaps two things at once"
      ├────▶ complaints: what an exception means                              "error-matrix-shapes"
      ├────▶ patterns: what the code gives away                               a recorded mistake, again
      └────▶ signatures: what the wrong value has to do with the right one    "divided-by-rows"

What nothing explains gets no hint: one that names the wrong mistake is worse than none. Nothing here changes a score.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from grader.diagnosis import complaints, patterns, signatures
from grader.diagnosis.hints import perhaps, two
from grader.diagnosis.mistakes import Mistake, Variants, read_mistakes
from grader.diagnosis.replay import Key, Replayer, Symptoms
from grader.results import Reason
from grader.wire import Raised

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.pytest_plugin import Attempt, Case
    from grader.results import Hint
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.source import Source

_REPLAYED_CPU_S = 0.2  # a check that took longer is not run again and again
_MOST_PAIRS = 60  # that are tried, per check
_CHECKS_WITH_PAIRS = 3
_TOLD = (Reason.WRONG, Reason.ERROR)


@dataclass(frozen=True)
class Finding:
    """What explains a case.

    Attributes:
        mistakes: that were made, all of them together.
        others: that would explain it as well.
    """

    mistakes: tuple[Mistake, ...]
    others: tuple[Mistake, ...] = ()

    @property
    def hint(self) -> Hint | None:
        """What to say, if something is recorded."""
        hints = [mistake.hint for mistake in self.mistakes if mistake.hint]
        if len(hints) < len(self.mistakes):
            return None
        if len(hints) > 1:
            return two(hints[0], hints[1])
        return perhaps(hints[0], [mistake.id for mistake in self.others]) if self.others else hints[0]


def explain(
    assignment: Assignment, source: Source, cases: Sequence[Case], fork: Callable[[Limits], Child], device: str
) -> dict[str, Hint]:
    """Give the hints that can be given, by the check's name.

    Args:
        source: of the submission.
        cases: that did not pass.
        fork: gives a process like a submission's.

    Raises:
        AuthorError: a recorded mistake cannot be read.
    """
    cases = [case for case in cases if case.attempts[-1].verdict.reason in _TOLD]
    if not cases:
        return {}
    mistakes = read_mistakes(assignment) if assignment.reference_file else []
    findings = _findings(assignment, mistakes, cases, fork, device) if mistakes else {}
    parameters = _parameters(assignment)
    hints: dict[str, Hint] = {}
    for number, case in enumerate(cases):
        finding = findings.get(number)
        hint = (finding.hint if finding else None) or _told_otherwise(case, source, mistakes, parameters)
        if hint and (case.check.name not in hints or finding):
            hints.setdefault(case.check.name, hint)
    return hints


def _told_otherwise(
    case: Case, source: Source, mistakes: Sequence[Mistake], parameters: Mapping[str, Sequence[str]]
) -> Hint | None:
    """Say what is known without a replay."""
    attempt = case.attempts[-1]
    last = attempt.seen[-1].value if attempt.seen else None
    if isinstance(last, Raised) and "" in attempt.parts:
        told = complaints.explained(last, source.text, hidden=case.check.hidden)
        if told:
            return told
    return _seen_in_code(case, source, mistakes) or signatures.explained(attempt.compared, attempt.seen, parameters)


def _seen_in_code(case: Case, source: Source, mistakes: Sequence[Mistake]) -> Hint | None:
    """Give the hint of a mistake that the student's code gives away, in a function or method of that name."""
    for mistake in mistakes:
        if case.check.name in mistake.checks and mistake.hint and mistake.code:
            for node in ast.walk(ast.parse(source.text)):
                wanted = mistake.code.get(node.name, ()) if isinstance(node, ast.FunctionDef) else ()
                if any(patterns.found(pattern, node) for pattern in wanted):
                    return mistake.hint
    return None


def _findings(
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    cases: Sequence[Case],
    fork: Callable[[Limits], Child],
    device: str,
) -> dict[int, Finding]:
    """Give the recorded mistakes that explain cases, by the case's number."""
    functions = assignment.manifest.functions
    variants = Variants((assignment.insist_on_solutions() / "solution.py").read_text("utf-8"), functions)
    replayer = Replayer(functions, variants, fork, device)
    try:
        return _Search(replayer, variants, mistakes).findings(cases)
    finally:
        replayer.close()


class _Search:
    """Looks for the recorded mistakes that explain a submission's cases."""

    def __init__(self, replayer: Replayer, variants: Variants, mistakes: Sequence[Mistake]) -> None:
        self._replayer, self._variants = replayer, variants
        self._mistakes = [mistake for mistake in mistakes if mistake.defines]

    def findings(self, cases: Sequence[Case]) -> dict[int, Finding]:
        """Give what explains which case: single mistakes first, then pairs, then what was found elsewhere."""
        quick = {number: case for number, case in enumerate(cases) if case.cpu_s <= _REPLAYED_CPU_S}
        found: dict[int, Finding] = {}
        left: list[tuple[int, Case]] = []
        for number, case in quick.items():
            finding = self._alone(case)
            if finding:
                found[number] = finding
            else:
                left.append((number, case))
        for number, case in left[:_CHECKS_WITH_PAIRS]:
            finding = self._together(case, [one for finding in found.values() for one in finding.mistakes])
            if finding:
                found[number] = finding
        for number, case in enumerate(cases):
            if number not in quick:
                same = [one for one in found.values() if all(case.check.name in m.checks for m in one.mistakes)]
                if same:
                    found[number] = same[0]
        return found

    def _alone(self, case: Case) -> Finding | None:
        for attempt in reversed(case.attempts):
            symptoms = self._replayer.symptoms(case, attempt)
            fitting = [
                mistake
                for mistake in self._touching(attempt)
                if self._replayer.explained(case, attempt, [mistake], symptoms) == symptoms.wrong
            ]
            if fitting and symptoms.wrong:
                simplest = min(fitting, key=_simplicity)
                return Finding((simplest,), tuple(one for one in fitting if one is not simplest))
        return None

    def _together(self, case: Case, known: Sequence[Mistake]) -> Finding | None:
        """Find two mistakes that explain a case: each a part of it, or only both at once."""
        for attempt in reversed(case.attempts):
            symptoms = self._replayer.symptoms(case, attempt)
            touching = self._touching(attempt)
            parts = [(one, self._replayer.explained(case, attempt, [one], symptoms)) for one in touching]
            for (first, these), (second, those) in combinations(_partial(parts), 2):
                if these | those == symptoms.wrong:
                    return Finding((first, second))
            pairs = sorted(combinations(touching, 2), key=lambda pair: -sum(one in known for one in pair))
            apart = [pair for pair in pairs if not pair[0].defines & pair[1].defines]
            for pair in apart[:_MOST_PAIRS]:
                if self._replayer.explained(case, attempt, pair, symptoms) == symptoms.wrong:
                    return Finding(pair)
        return None

    def _touching(self, attempt: Attempt) -> list[Mistake]:
        """Give the mistakes in functions that ran."""
        called = {event.what.partition(" ")[2] for event in attempt.seen} - {""}
        reached = self._variants.reached(called, attempt.stand_ins)
        return [mistake for mistake in self._mistakes if mistake.defines & reached]


def _partial(parts: Sequence[tuple[Mistake, frozenset[Key] | None]]) -> Iterator[tuple[Mistake, frozenset[Key]]]:
    return ((mistake, explained) for mistake, explained in parts if explained)


def _simplicity(mistake: Mistake) -> tuple[int, int]:
    return len(mistake.defines), len(mistake.text)


def _parameters(assignment: Assignment) -> dict[str, list[str]]:
    """Give the names of the graded functions' parameters, as the stub has them."""
    stub = assignment.folder / "homework.py"
    if not stub.is_file():
        return {}
    tree = ast.parse(stub.read_text("utf-8"))
    return {
        node.name: [argument.arg for argument in node.args.args]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


__all__ = ["Finding", "Mistake", "Symptoms", "explain", "read_mistakes"]
