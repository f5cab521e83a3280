"""Which mistake was made: from what a check saw of a submission to the sentence that a good tutor
would say.

::

    Case ─▶ replay ──▶ a recorded mistake gives the very same values          "relu-mask-missing"
      │        └─────▶ two of them do, together                               "perhaps two things at once"
      ├────▶ complaints: what an exception means                              "error-matrix-shapes"
      ├────▶ patterns: what the code gives away                               a recorded mistake, again
      └────▶ signatures: what the wrong value has to do with the right one    "divided-by-rows"

What nothing explains gets no hint: one that names the wrong mistake is worse than none. Nothing
here changes a score.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from grader.grading.diagnosis import exceptions, patterns, signatures
from grader.grading.diagnosis.mistakes import Mistake, Variants, read_mistakes
from grader.grading.diagnosis.replay import Replayer
from grader.grading.diagnosis.search import Finding, Search
from grader.results import Reason
from grader.submission.source import UNPARSABLE, parse

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.verdict import Case
    from grader.results import Hint
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.submission.source import Source

_TOLD = (Reason.WRONG, Reason.ERROR)


def explain(
    assignment: Assignment,
    source: Source,
    cases: Sequence[Case],
    fork: Callable[[Limits], Child],
    device: str,
    given: Sequence[Hint] = (),
) -> dict[str, Hint]:
    """Give the hints that can be given, by the check's name.

    Args:
        source: of the submission.
        cases: that did not pass.
        fork: gives a process like a submission's.
        given: hints that other checks of the submission got before, and that still hold.

    Raises:
        AuthorError: a recorded mistake cannot be read.
    """
    cases = [case for case in cases if case.trials[-1].verdict.reason in _TOLD]
    if not cases:
        return {}
    mistakes = read_mistakes(assignment) if assignment.reference_file else []
    made = _made(given, mistakes)
    findings = _findings(assignment, mistakes, cases, made, fork, device) if mistakes else {}
    parameters = _parameters(assignment)
    recorded: dict[str, Hint] = {}
    told: dict[str, Hint] = {}
    for number, case in enumerate(cases):
        finding = findings.get(number)
        if finding and finding.hint:
            recorded.setdefault(case.check.name, finding.hint)
        elif hint := _told_otherwise(case, source, mistakes, parameters):
            told.setdefault(case.check.name, hint)
    return told | recorded


def _told_otherwise(
    case: Case, source: Source, mistakes: Sequence[Mistake], parameters: Mapping[str, Sequence[str]]
) -> Hint | None:
    """Say what is known without a replay."""
    trial = case.trials[-1]
    if trial.seen.raised and "" in trial.parts:
        told = exceptions.explained(trial.seen.raised, source.text, hidden=case.check.hidden)
        if told:
            return told
    return _seen_in_code(case, source, mistakes) or signatures.explained(
        trial.compared, trial.seen, parameters, hidden=case.check.hidden
    )


def _seen_in_code(case: Case, source: Source, mistakes: Sequence[Mistake]) -> Hint | None:
    """Give the hint of a mistake that the student's code gives away."""
    for mistake in mistakes:
        if (
            case.check.name in mistake.checks
            and mistake.code
            and patterns.give_away(mistake.code, source.text)
        ):
            return mistake.hint
    return None


def _made(hints: Sequence[Hint], mistakes: Sequence[Mistake]) -> list[Finding]:
    """Give the recorded mistakes that hints name."""
    by_id = {mistake.id: mistake for mistake in mistakes}
    named = [[one.partition("|")[0] for one in hint.id.split("+")] for hint in hints]
    return [
        Finding(tuple(by_id[id_] for id_ in ids))
        for ids in named
        if all(id_ in by_id for id_ in ids)
    ]


def _findings(
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    cases: Sequence[Case],
    made: Sequence[Finding],
    fork: Callable[[Limits], Child],
    device: str,
) -> dict[int, Finding]:
    """Give the recorded mistakes that explain cases, by the case's number."""
    variants = Variants((assignment.require_solutions() / "solution.py").read_text("utf-8"))
    replayer = Replayer(assignment.manifest.functions, variants, fork, device)
    try:
        return Search(replayer, variants, mistakes, made).findings(cases)
    finally:
        replayer.close()


def _parameters(assignment: Assignment) -> dict[str, list[str]]:
    """Give the names of the graded functions' parameters, as the stub has them.

    In a student's repository, what the stub became stands there: it may be no Python.
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
