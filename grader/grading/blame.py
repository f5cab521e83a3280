"""Whose result is wrong, where one function calls another and nothing stands in for it.

At home there is no reference: a check of ``backward`` calls the student's own ``forward``. If that
one fails its own check, the lines of ``backward`` are not to blame.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.grading.diagnosis.mistakes import reached
from grader.grading.diagnosis.reading import uses
from grader.grading.marks import is_about
from grader.grading.verdict import Case, Check
from grader.language import _
from grader.results import CheckResult, Place, Reason
from grader.submission.source import Source

_BLAMED = (Reason.WRONG, Reason.ERROR)
_MOST_SPOTS = 3


def culprits(
    cases: Iterable[Case], source: Source, functions: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return, by a public check's name, the graded functions that lead to its failure.

    They are called by the function that it is about, and fail a public check of their own.
    """
    public = [case for case in cases if not case.check.hidden]
    if not public:
        return {}
    about = {
        case.check.name: [name for name in functions if is_about(case.check, name)]
        for case in public
    }
    failed = {names[0] for names in about.values() if len(names) == 1}
    used = uses(source)
    below: dict[str, set[str]] = {}
    for case in public:
        trial = case.trials[-1]
        called = {*trial.verdict.called}
        if not trial.stand_ins and trial.verdict.reason in _BLAMED:
            ran = reached(used, called, ())
            names = set().union(*(used.get(name, ()) for name in ran))
            below[case.check.name] = (names - called) & failed

    # Of a chain of calls, the last one is wrong by itself.
    led = {about[check][0] for check, names in below.items() if names and len(about[check]) == 1}
    found = {
        check: tuple(name for name in functions if name in names - led)
        for check, names in below.items()
    }
    return {check: names for check, names in found.items() if names}


def checks_below(
    checks: Mapping[str, Check],
    selected: Collection[str],
    source: Source,
    functions: Collection[str],
) -> set[str]:
    """Return the public checks of functions that those of the selected checks call.

    Without them, a mistake could be looked for in a function that is right. Those that take long
    are left out.
    """
    used = uses(source)
    public = [check for check in checks.values() if not check.hidden]
    called = {name for name in functions for each in selected if is_about(checks[each], name)}
    below = set().union(*(used.get(name, ()) for name in reached(used, [*called], ()))) - called
    return {
        check.name
        for check in public
        if not check.dear and any(is_about(check, name) for name in below & {*functions})
    }


def stubs_below(source: Source, functions: Collection[str]) -> Iterator[str]:
    """Yield a note on each function that is written, and to be written again further down."""
    for name in [to_do.function for to_do in source.unwritten(functions)]:
        if repeated := _repeated(name, source):
            yield _(
                "{name} is defined in {spots} and again in {last}, "
                "where it is still to be written: the last one counts",
                **repeated,
            )


def explained(check: CheckResult, names: Sequence[str], source: Source) -> CheckResult:
    """Return a check's result that first says which function to correct, or is defined twice.

    Args:
        names: the functions that lead to its failure.
    """
    return _with_culprits(_with_repeated(check, source), names, source)


def _with_culprits(check: CheckResult, names: Sequence[str], source: Source) -> CheckResult:
    """Return a check's result that first says which function to correct."""
    if not names:
        return check
    first = _(
        "it calls {names}, whose own check fails: correct that first", names=_(", ").join(names)
    )
    place = source.pointer(source.definition(names[0])) or Place(source.filename)
    return replace(check, message=f"{first}\n{check.message}", place=place)


def _with_repeated(check: CheckResult, source: Source) -> CheckResult:
    """Return the result of a public check that first says which function is defined twice."""
    if check.hidden or check.recalled or check.reason not in _BLAMED:
        return check
    for name in check.called:
        if repeated := _repeated(name, source):
            first = _(
                "{name} is defined in {spots} and again in {last}: the last one counts", **repeated
            )
            return replace(check, message=f"{first}\n{check.message}")
    return check


def _repeated(name: str, source: Source) -> dict[str, str]:
    """Return where a function is defined, and where again, for a sentence; nothing if it is not."""
    *earlier, last = source.definitions(name) or [0]
    if not earlier:
        return {}
    spots = _(", ").join(source.spot(line) for line in earlier[:_MOST_SPOTS])
    return {"name": name, "spots": spots, "last": source.spot(last)}
