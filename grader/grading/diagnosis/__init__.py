"""Name the mistake: from what a check saw of a submission to a tutor's sentence.

::

    Case ─▶ replay ──▶ a recorded mistake gives the very same values        "relu-mask-missing"
      │        └─────▶ two of them do, together                             "perhaps two mistakes"
      ├────▶ reading: what the code shows by itself, with the line          "not-called"
      ├────▶ patterns: what the code shows of a recorded mistake
      ├────▶ exceptions: what an exception means                            "error-matrix-shapes"
      └────▶ signatures: how the wrong value relates to the right one       "divided-by-rows"

A symptom that many mistakes share (an exception, None, nothing changed) names none of them: for
that, the code has to show its sign. What nothing explains gets no hint: one that names the wrong
mistake is worse than none. Nothing here changes a score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.checks import failures
from grader.grading.diagnosis import exceptions, patterns, reading, sealed, signatures
from grader.grading.diagnosis.hints import catalogue, continued, perhaps
from grader.grading.diagnosis.mistakes import (
    Mistake,
    Variants,
    reached,
    read_mistakes,
    reference_with_terms,
)
from grader.grading.diagnosis.replay import Replayer
from grader.grading.diagnosis.sealed import SealedHints
from grader.grading.diagnosis.search import Explanation, Search
from grader.grading.diagnosis.similarity import leaves
from grader.grading.diagnosis.stub import Stub
from grader.grading.marks import is_about
from grader.results import Hint, Reason

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.diagnosis.reading import Finding
    from grader.grading.verdict import Case
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.submission.source import Source

_DIAGNOSED = (Reason.WRONG, Reason.ERROR)
# What an exception says by itself: only the line that raised it can say more.
_SELF_EXPLAINED = frozenset(
    {
        "error-attribute",
        "error-autograd-off",
        "error-exit",
        "error-module",
        "error-name",
        "error-no-input",
    }
    | {"error-recursion", "error-refused", "error-zero-division", "import-missing"}
)
# Relations of a value to the right one that many causes may have.
_ANY_CAUSE = frozenset({"extra-factor", "extra-term", "missing-factor", "several-rows"})


def explain(
    assignment: Assignment,
    source: Source,
    cases: Sequence[Case],
    mistakes: Sequence[Mistake],
    fork: Callable[[Limits], Child],
    device: str,
    given: Sequence[Hint] = (),
    passed: Collection[str] = (),
    led: Collection[str] = (),
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
        led: those that fail because of a function whose own check fails: what is wrong in their
            values says nothing of their own code.
    """
    stub = Stub.of(assignment)
    findings = reading.findings(source, stub.asked(assignment))
    uses = reading.uses(source)
    mistakes = [
        mistake
        for mistake in mistakes
        if patterns.may_be_in(source.text, mistake.defines, mistake.needs, mistake.unless)
    ]
    known = _mistakes_named_by(given, mistakes)
    possible = _possible(source, frozenset(passed))
    signed = _signed(findings)
    explanations = _search(assignment, mistakes, cases, known, fork, device, possible, signed)
    locked = _sealed_hints(assignment)

    # Of several cases of a check, the first counts; a specific hint goes before a general one.
    specific: dict[str, Hint] = {}
    general: dict[str, Hint] = {}
    for number, case in enumerate(cases):
        explanation = explanations.get(number)
        found = _concerning(case, uses, findings, assignment.manifest.functions)
        if alone := [finding for finding in found if finding.is_alone]:
            specific.setdefault(case.check.name, _hint_of(alone[0], alone))
        elif case.check.hidden and found and found[0].is_sure:
            # No value of a hidden check decides that a student reads this.
            specific.setdefault(case.check.name, _hint_of(found[0], found))
        elif not _shows_why(case):
            continue
        elif explanation and explanation.hint:
            shown = _shown_by_code(case, source, mistakes)
            hint = replace(explanation.hint, by_code=explanation.hint == shown)
            doubtful = bool(explanation.others)
            hint = _with_line(hint, explanation.defines, found, doubtful=doubtful)
            specific.setdefault(case.check.name, hint)
        elif opened := _opened(locked, case, source, found, passed):
            specific.setdefault(case.check.name, opened)
        elif case.check.name in led:
            if found and found[0].is_sure:
                general.setdefault(case.check.name, _hint_of(found[0], found))
        elif general_hint := _without_replay(case, source, mistakes, stub.parameters, found):
            general.setdefault(case.check.name, general_hint)
    return general | specific


def diagnosed(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that a hint can be found for: a wrong value, an exception.

    Of a hidden check, the code alone may give one, however it ended.
    """
    return [case for case in cases if case.check.hidden or _shows_why(case)]


def _shows_why(case: Case) -> bool:
    return case.trials[-1].verdict.reason in _DIAGNOSED


def prepare(assignment: Assignment) -> list[Mistake]:
    """Read what the diagnosis of every submission needs, and return the recorded mistakes.

    What was read is kept.

    Raises:
        AuthorError: a recorded mistake cannot be read.
    """
    exceptions.known()
    catalogue()
    reading.rules()
    Stub.of(assignment)
    mistakes = read_mistakes(assignment) if assignment.reference_file else []
    for mistake in mistakes:
        _ = mistake.fragments, mistake.defines
    return mistakes


def _sealed_hints(assignment: Assignment) -> SealedHints:
    """Read the file of sealed hints, where a student's repository has one."""
    if assignment.reference_file:
        return SealedHints()
    try:
        return sealed.read((assignment.folder / sealed.FILE).read_bytes())
    except OSError:
        return SealedHints()


def _opened(
    file: SealedHints,
    case: Case,
    source: Source,
    found: Sequence[Finding],
    passed: Collection[str],
) -> Hint | None:
    """Return the sealed hint that a case's values open, if there is one."""
    if not file.entries:
        return None
    values = sealed.by_place(map(leaves, case.trials[0].seen))
    wrong = sealed.what_is_wrong(case.trials[0])
    fitting = [
        secret
        for secret in sealed.opened(file, case.check.name, values)
        # What the code shows by itself comes with its own words.
        if (secret.tells or secret.needs)
        and secret.wrong == wrong
        and not set(secret.checks).intersection(passed)
        and patterns.may_be_in(source.text, secret.defines, secret.needs, secret.unless)
    ]
    if not fitting:
        return None

    first, *others = fitting
    hint = Hint(first.id, first.en, first.zh)
    if others:
        hint = perhaps(hint, [each.id for each in others])
    return _with_line(hint, first.defines, found, doubtful=bool(others))


def _concerning(
    case: Case,
    uses: Mapping[str, frozenset[str]],
    findings: Sequence[Finding],
    functions: Collection[str],
) -> list[Finding]:
    """Return what was found in the code that a case's check runs.

    Of a hidden check, the functions count that its text is about: which ones are called may depend
    on its inputs.

    Args:
        uses: the names that each definition of the submission uses.
        functions: the graded ones.
    """
    trial = case.trials[-1]
    if case.check.hidden:
        called = {name for name in functions if is_about(case.check, name)} or {*functions}
    else:
        called = {event.function for event in trial.seen} - {""}
        called.update(trial.verdict.called)
    ran = reached(uses, called, trial.stand_ins)
    return [finding for finding in findings if finding.definition in ran]


def _with_line(
    hint: Hint, defines: Collection[str], found: Sequence[Finding], *, doubtful: bool
) -> Hint:
    """Return a recorded mistake's hint, with what the code shows for sure in its functions.

    Args:
        doubtful: whether other mistakes fit as well: then the code alone is believed.
    """
    sure = [finding for finding in found if finding.is_sure and finding.definition in defines]
    if not sure:
        return hint
    return _hint_of(sure[0], found) if doubtful else continued(hint, sure[0].hint)


def _hint_of(finding: Finding, found: Sequence[Finding]) -> Hint:
    """Return a finding's hint; no value decides that the first sure one is given."""
    return replace(finding.hint, by_code=finding is found[0] and finding.is_sure)


def _without_replay(
    case: Case,
    source: Source,
    mistakes: Sequence[Mistake],
    parameters: Mapping[str, Sequence[str]],
    found: Sequence[Finding],
) -> Hint | None:
    """Return the hint that needs no replay, if there is one."""
    trial = case.trials[-1]
    symptom = "wrong"
    hint = None
    line = 0

    # A check may expect exceptions, too: only one that ended it explains what is wrong.
    raised = trial.seen.raised if trial.verdict.reason is Reason.ERROR else None
    if raised:
        if not failures.defined_elsewhere(raised, source):
            hint = exceptions.explained(raised, source.text)
        symptom = "raised"
        line = raised.frames[-1].line if raised.frames else 0

    if hint is None:
        hint = signatures.explained(trial.compared, trial.seen, parameters, ended="" in trial.parts)
    if hint:
        symptom = "differs" if hint.id in _ANY_CAUSE else hint.id

    causes = [
        finding
        for finding in found
        if finding.may_cause(symptom) and (symptom not in _SELF_EXPLAINED or finding.line == line)
    ]
    there = [finding for finding in causes if finding.line == line]
    sure = [finding for finding in causes if finding.is_sure]
    # What is known to raise this error goes before what is wrong in any program.
    told = [finding for finding in causes if raised and finding.names(symptom)]
    shown = None if raised and hint else _shown_by_code(case, source, mistakes)
    if shown and not sure:
        return shown
    return _hint_of((there or told or sure or causes)[0], found) if causes else hint


def _shown_by_code(case: Case, source: Source, mistakes: Sequence[Mistake]) -> Hint | None:
    """Return the hint of a mistake that the student's code shows."""
    for mistake in mistakes:
        concerns = mistake.fails(case.check.name) and mistake.code
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
        called = frozenset(event.function for event in case.trials[0].seen) - {""}
        if mistake.defines & called:
            return False

        code = code_of(called)
        return not any(re.search(rf"\b{re.escape(name)}\(", code) for name in mistake.defines)

    return possible


def _signed(findings: Sequence[Finding]) -> Callable[[Mistake], bool]:
    """Return whether the code shows a sign of a mistake.

    The submission's code meets the NEEDS of all mistakes that are searched.
    """

    def signed(mistake: Mistake) -> bool:
        return bool(mistake.needs) or any(
            finding.id == mistake.sign and finding.definition in mistake.defines
            for finding in findings
        )

    return signed


def _search(
    assignment: Assignment,
    mistakes: Sequence[Mistake],
    cases: Sequence[Case],
    known: Sequence[Explanation],
    fork: Callable[[Limits], Child],
    device: str,
    possible: Callable[[Case, Mistake], bool],
    signed: Callable[[Mistake], bool],
) -> dict[int, Explanation]:
    """Return the recorded mistakes that explain cases, by the case's number."""
    numbers = [number for number, case in enumerate(cases) if _shows_why(case)]
    if not mistakes or not numbers:
        return {}

    variants = Variants(reference_with_terms(assignment))
    replayer = Replayer(assignment.manifest.functions, variants, fork, device)
    try:
        search = Search(replayer, variants, mistakes, known, possible, signed)
        explanations = search.explanations([cases[number] for number in numbers])
    finally:
        replayer.close()
    return {numbers[place]: explanation for place, explanation in explanations.items()}


__all__ = ["Mistake", "explain", "read_mistakes", "reference_with_terms"]
