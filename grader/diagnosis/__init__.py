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
from collections.abc import Callable, Mapping, Sequence
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

_MOST_REPLAYS = 80  # for one submission; each takes some milliseconds
_CHECKS_WITH_PAIRS = 2
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
        self._symptoms: dict[int, Symptoms] = {}  # by the attempt's id
        self._tried: set[tuple[int, tuple[str, ...]]] = set()
        self._glimpsed: set[tuple[int, str]] = set()  # mistakes that explain something, by attempt
        self._parts: dict[tuple[int, str], frozenset[Key]] = {}
        self._replays = 0
        self._found: dict[int, Finding] = {}

    def findings(self, cases: Sequence[Case]) -> dict[int, Finding]:
        """Give what explains which case, by its number.

        First the mistakes that name the case's check, then those that were found elsewhere, then all others, then
        pairs: so that a submission with one mistake takes little, and the replays are spent where most is to be found.
        """
        quick = [(number, case) for number, case in enumerate(cases) if not case.dear]
        self._look(quick, lambda case: self._alone(case, case.attempts[-1:], _naming(case, self._mistakes)))
        self._look(quick, lambda case: self._alone(case, case.attempts[::-1], self._known))
        self._look(quick, lambda case: self._alone(case, case.attempts[::-1], self._mistakes))
        left = [(number, case) for number, case in quick if number not in self._found]
        self._look(left[:_CHECKS_WITH_PAIRS], self._together)
        for number, case in enumerate(cases):
            same = [one for one in self._found.values() if all(case.check.name in m.checks for m in one.mistakes)]
            if number not in self._found and case.dear and same:
                self._found[number] = same[0]
        return self._found

    def _look(self, cases: Sequence[tuple[int, Case]], find: Callable[[Case], Finding | None]) -> None:
        for number, case in cases:
            finding = None if number in self._found else find(case)
            if finding:
                self._found[number] = finding

    @property
    def _known(self) -> list[Mistake]:
        names = {mistake.name for finding in self._found.values() for mistake in finding.mistakes}
        return [mistake for mistake in self._mistakes if mistake.name in names]

    def _alone(self, case: Case, attempts: Sequence[Attempt], mistakes: Sequence[Mistake]) -> Finding | None:
        for attempt in filter(_has_values, attempts):
            touching = self._touching(attempt, mistakes)
            fitting = [mistake for mistake in touching if self._explain(case, attempt, (mistake,))]
            if fitting:
                simplest = min(fitting, key=_simplicity)
                return Finding((simplest,), tuple(one for one in fitting if one is not simplest))
        return None

    def _together(self, case: Case) -> Finding | None:
        """Find two mistakes that explain a case: each a part of it, or only both at once."""
        for attempt in filter(_has_values, case.attempts[::-1]):
            symptoms, touching = self._symptoms_of(case, attempt), self._touching(attempt, self._mistakes)
            likely = [one for one in touching if one in self._known or (id(attempt), one.name) in self._glimpsed]
            for first in likely:
                these = self._part(case, attempt, first)
                for second in touching if these else ():
                    if these | self._part(case, attempt, second) == symptoms.wrong:
                        return Finding((first, second))
            pairs = [pair for pair in combinations(touching, 2) if not pair[0].defines & pair[1].defines]
            for pair in sorted(pairs, key=lambda pair: -sum(one in likely for one in pair)):
                if self._explain(case, attempt, pair):
                    return Finding(pair)
        return None

    def _explain(self, case: Case, attempt: Attempt, mistakes: tuple[Mistake, ...]) -> bool:
        """Tell whether mistakes explain a case; where enough was tried, they don't."""
        key = id(attempt), tuple(mistake.name for mistake in mistakes)
        if key in self._tried or not self._may_try():
            return False  # what was tried before did not explain it, or nobody would ask again
        self._tried.add(key)
        explained = self._replayer.explain_all(case, attempt, mistakes, self._symptoms_of(case, attempt))
        if self._replayer.glimpsed:
            self._glimpsed |= {(id(attempt), mistake.name) for mistake in mistakes}
        return explained

    def _part(self, case: Case, attempt: Attempt, mistake: Mistake) -> frozenset[Key]:
        """Give what a mistake explains of a case."""
        key = id(attempt), mistake.name
        if key not in self._parts:
            symptoms = self._symptoms_of(case, attempt)
            may = self._may_try()
            self._parts[key] = self._replayer.explain_a_part(case, attempt, mistake, symptoms) if may else frozenset()
        return self._parts[key]

    def _may_try(self) -> bool:
        self._replays += 1
        return self._replays <= _MOST_REPLAYS

    def _symptoms_of(self, case: Case, attempt: Attempt) -> Symptoms:
        if id(attempt) not in self._symptoms:
            self._symptoms[id(attempt)] = self._replayer.symptoms(case, attempt)
        return self._symptoms[id(attempt)]

    def _touching(self, attempt: Attempt, mistakes: Sequence[Mistake]) -> list[Mistake]:
        """Give the mistakes in functions that ran."""
        called = {event.what.partition(" ")[2] for event in attempt.seen} - {""}
        reached = self._variants.reached(called, attempt.stand_ins)
        return [mistake for mistake in mistakes if mistake.defines & reached]


def _naming(case: Case, mistakes: Sequence[Mistake]) -> list[Mistake]:
    return [mistake for mistake in mistakes if case.check.name in mistake.checks]


def _has_values(attempt: Attempt) -> bool:
    return len(attempt.seen) > 0


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
