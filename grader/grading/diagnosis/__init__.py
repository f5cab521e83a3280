"""Name the mistake: from what a check saw of a submission to a tutor's sentence.

::

    Case ─▶ replay ──▶ a recorded mistake gives the very same values        "relu-mask-missing"
      │        └─────▶ two of them do, together                             "perhaps two mistakes"
      ├────▶ exceptions: what an exception means                            "error-matrix-shapes"
      ├────▶ patterns: what the code shows                                  a recorded mistake
      └────▶ signatures: how the wrong value relates to the right one       "divided-by-rows"

What nothing explains gets no hint: one that names the wrong mistake is worse than none. Nothing
here changes a score.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.grading.diagnosis import exceptions, patterns, signatures
from grader.grading.diagnosis.hints import catalogue
from grader.grading.diagnosis.mistakes import Mistake, Variants, read_mistakes
from grader.grading.diagnosis.replay import Replayer
from grader.grading.diagnosis.search import Explanation, Search
from grader.results import Reason
from grader.submission.source import UNPARSABLE, parse

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.verdict import Case
    from grader.results import Hint
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.submission.source import Source

_DIAGNOSED = (Reason.WRONG, Reason.ERROR)


def explain(
    assignment: Assignment,
    source: Source,
    cases: Sequence[Case],
    mistakes: Sequence[Mistake],
    fork: Callable[[Limits], Child],
    device: str,
    given: Sequence[Hint] = (),
    passed: Collection[str] = (),
) -> dict[str, Hint]:
    """Return the hints for the checks that some are known for, by the check's name.

    Args:
        source: of the submission.
        cases: those that a hint can be found for; see :func:`diagnosed`.
        mistakes: those that are recorded; see :func:`prepare`.
        fork: makes a process like a submission's.
        given: hints that other checks of the submission got before, and that still hold.
        passed: the checks that passed: no mistake that fails one of them is in a function that they
            call.
    """
    mistakes = [
        mistake
        for mistake in mistakes
        if patterns.may_be_in(source.text, mistake.defines, mistake.needs, mistake.unless)
    ]
    possible = _possible(source, frozenset(passed))
    known = _mistakes_named_by(given, mistakes)
    explanations = (
        _search(assignment, mistakes, cases, known, fork, device, possible) if mistakes else {}
    )
    parameters = _parameters(assignment)

    recorded: dict[str, Hint] = {}
    general: dict[str, Hint] = {}
    for number, case in enumerate(cases):
        explanation = explanations.get(number)
        if explanation and explanation.hint:
            shown = _shown_by_code(case, source, mistakes)
            hint = replace(explanation.hint, by_code=explanation.hint == shown)
            recorded.setdefault(case.check.name, hint)
        elif general_hint := _without_replay(case, source, mistakes, parameters):
            general.setdefault(case.check.name, general_hint)
    return general | recorded


def diagnosed(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that a hint can be found for: a wrong value, an exception."""
    return [case for case in cases if case.trials[-1].verdict.reason in _DIAGNOSED]


def prepare(assignment: Assignment) -> list[Mistake]:
    """Read what the diagnosis of every submission needs, and return the recorded mistakes.

    What was read is kept.

    Raises:
        AuthorError: a recorded mistake cannot be read.
    """
    exceptions.known()
    catalogue()
    mistakes = read_mistakes(assignment) if assignment.reference_file else []
    for mistake in mistakes:
        _ = mistake.fragments, mistake.defines
    return mistakes


def _without_replay(
    case: Case, source: Source, mistakes: Sequence[Mistake], parameters: Mapping[str, Sequence[str]]
) -> Hint | None:
    """Return the hint that needs no replay, if there is one."""
    trial = case.trials[-1]

    # A check may expect exceptions, too: only one that ended it explains what is wrong.
    if trial.seen.raised and trial.verdict.reason is Reason.ERROR:
        hint = exceptions.explained(trial.seen.raised, source.text)
        if hint:
            return hint

    return _shown_by_code(case, source, mistakes) or signatures.explained(
        trial.compared, trial.seen, parameters, ended="" in trial.parts
    )


def _shown_by_code(case: Case, source: Source, mistakes: Sequence[Mistake]) -> Hint | None:
    """Return the hint of a mistake that the student's code shows."""
    for mistake in mistakes:
        concerns = case.check.name in mistake.checks and mistake.code
        if concerns and mistake.hint and patterns.occur_in(mistake.code, source.text):
            return replace(mistake.hint, by_code=True)
    return None


def _mistakes_named_by(hints: Sequence[Hint], mistakes: Sequence[Mistake]) -> list[Explanation]:
    """Return the recorded mistakes that hints name."""
    by_id = {mistake.id: mistake for mistake in mistakes}
    explanations = []
    for hint in hints:
        # "a+b" are two mistakes together, "a|b" is one of two.
        ids = [part.partition("|")[0] for part in hint.id.split("+")]
        if all(id_ in by_id for id_ in ids):
            explanations.append(Explanation(tuple(by_id[id_] for id_ in ids)))
    return explanations


def _possible(source: Source, passed: frozenset[str]) -> Callable[[Case, Mistake], bool]:
    """Return whether a mistake may be in the code that a case's check calls.

    It is not in a function whose own checks pass, unless the code does that function's work itself.
    """

    @lru_cache
    def code_of(called: frozenset[str]) -> str:
        return "".join(source.needed_by(name).text for name in called)

    def possible(case: Case, mistake: Mistake) -> bool:
        if passed.isdisjoint(mistake.checks):
            return True
        called = frozenset(event.what.partition(" ")[2] for event in case.trials[0].seen) - {""}
        if mistake.defines & called:
            return False

        code = code_of(called)
        return not any(re.search(rf"\b{re.escape(name)}\(", code) for name in mistake.defines)

    return possible


def _search(
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    cases: Sequence[Case],
    known: Sequence[Explanation],
    fork: Callable[[Limits], Child],
    device: str,
    possible: Callable[[Case, Mistake], bool],
) -> dict[int, Explanation]:
    """Return the recorded mistakes that explain cases, by the case's number."""
    variants = Variants((assignment.require_solutions() / "solution.py").read_text("utf-8"))
    replayer = Replayer(assignment.manifest.functions, variants, fork, device)
    try:
        return Search(replayer, variants, mistakes, known, possible).explanations(cases)
    finally:
        replayer.close()


def _parameters(assignment: Assignment) -> dict[str, list[str]]:
    """Return the names of the graded functions' parameters, as the stub has them.

    In a student's repository, the stub has become the submission: it may be no valid Python.
    """
    stub = assignment.folder / "homework.py"
    if not stub.is_file():
        return {}

    try:
        tree = parse(stub.read_text("utf-8"))
    except UNPARSABLE:
        return {}
    return {
        node.name: [argument.arg for argument in node.args.args]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


__all__ = ["Mistake", "explain", "read_mistakes"]
