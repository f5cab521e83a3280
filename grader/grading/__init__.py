"""The main flow: grade one submission.

::

    Submission ─▶ slices ─▶ warm process ─fork─▶ child per check ─▶ values
                                                                     │
    Assignment ─▶ checks (pytest, in this process) ◀──── compare ◀───┘
                       │
                       └─▶ verdicts ─▶ diagnosis ─▶ Report
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.errors import GradeError, UsageError, did_you_mean
from grader.grading import blame, devices, diagnosis
from grader.grading.collected import CheckCollections
from grader.grading.judge import Judge
from grader.grading.listener import Silence
from grader.grading.marks import is_about
from grader.grading.students import Students
from grader.grading.unneeded import unneeded_imports
from grader.grading.verdict import Case, Check, Judged, result_of
from grader.language import _
from grader.results import CheckResult, Hint, Outcome, Reason, Report, Tier
from grader.sandbox import forked, view
from grader.sandbox.forked import Bounds, ForkError
from grader.sandbox.spare import Spare

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.fingerprint import SubmissionFingerprint
    from grader.grading.listener import Listener
    from grader.grading.plugin import CheckPlugin
    from grader.sandbox.child import Child
    from grader.sandbox.limits import Limits
    from grader.sandbox.warms import AnyJail, AnyWarm
    from grader.submission import Submission

# The search for mistakes ends by itself long before.
_DIAGNOSIS = Bounds(cpu_s=8, wall_s=60, memory_bytes=1 << 30)
TOTAL = 100.0  # points of an assignment, public and hidden


def grade(
    assignment: Assignment,
    submission: Submission,
    worker: AnyWarm,
    listener: Listener,
    *,
    collections: CheckCollections | None = None,
    device: str = "cpu",
    only: Sequence[str] | None = None,
    fingerprint: SubmissionFingerprint | None = None,
) -> Report:
    """Grade a submission.

    Args:
        worker: the warm process that the submission's functions are forked from; it outlives the
            grading and can serve the next one.
        collections: keeps the collected checks for the next grading; None where none will come.
        only: the checks to run, or functions, for all checks that call them; None for all.
        fingerprint: of the submission, with the earlier results that still hold; None where results
            are not kept.

    Raises:
        AuthorError: a file of checks cannot be read.
        UsageError: nothing has a name in ``only``, or every submission could read the solutions.
        SandboxError: the warm process failed.
        DeviceError: the GPU was lost meanwhile.
    """
    if worker.tier is not Tier.E and assignment.solutions:
        view.require_hidden(filter(None, [assignment.solutions, assignment.secret.folder]))

    with (
        _collected(assignment, device, collections) as plugin,
        _judged(assignment, submission, worker, device) as (judge, jail, spare),
    ):
        plugin.begin(judge, listener)
        checks = plugin.checks
        selected = select(checks, only, assignment.manifest.functions)
        needed = with_dependencies(checks, selected)
        if only:
            own = submission.source, assignment.manifest.functions
            needed |= blame.checks_below(checks, selected, *own)
        recalled = fingerprint.recall([checks[name] for name in needed]) if fingerprint else {}
        judged = plugin.run(needed, recalled)

        spare.close()  # nothing of the submission runs beside the mistakes it is compared with
        if device != "cpu" and _machine_failed(judged):
            devices.require_gpu(jail, device)
        blamed = blame.culprits(_cases(judged), submission.source, assignment.manifest.functions)
        hints, no_hints = diagnose(assignment, submission, judged, recalled, jail, device, blamed)
        results = [
            check_result(checks[name], judged.get(name, ()), recalled, hints, fingerprint)
            for name in selected
        ]
        results = [
            blame.explained(result, blamed.get(result.name, ()), submission.source)
            for result in results
        ]
        points = sum(check.max_score for check in results)
        return Report(
            assignment=assignment.name,
            submission=str(submission.path),
            isolation=worker.tier.value,
            device=device,
            checks=tuple(results),
            ungraded=0.0 if assignment.solutions or only else TOTAL - points,
            notes=(*submission.notes, *_notes(assignment, submission)),
            file=submission.file,
            problem=submission.problem,
            to_do=tuple(submission.source.unwritten(assignment.manifest.functions)),
            for_instructor=True,
            no_hints=no_hints,
        )


def public_cases(
    assignment: Assignment,
    submission: Submission,
    worker: AnyWarm,
    *,
    collections: CheckCollections | None = None,
    device: str = "cpu",
) -> list[Case]:
    """Run the public checks, and return what a diagnosis needs of those that do not pass.

    Those that may take long are left out.
    """
    with (
        _collected(assignment, device, collections) as plugin,
        _judged(assignment, submission, worker, device) as (judge, _jail, _spare),
    ):
        plugin.begin(judge, Silence())
        checks = plugin.checks
        public = [name for name, check in checks.items() if not check.hidden and not check.dear]
        judged = plugin.run(with_dependencies(checks, public), {})
        cases = (one.case for name in public for one in judged.get(name, ()) if one.case)
        return diagnosis.diagnosed(cases)


@contextlib.contextmanager
def _collected(
    assignment: Assignment, device: str, collections: CheckCollections | None
) -> Iterator[CheckPlugin]:
    """Collect an assignment's checks, unless they are kept from an earlier grading."""
    if collections is not None:
        with collections.of(assignment, device) as plugin:
            yield plugin
        return
    with (
        contextlib.closing(CheckCollections()) as own,
        own.of(assignment, device) as plugin,
    ):
        yield plugin


@contextlib.contextmanager
def _judged(
    assignment: Assignment, submission: Submission, worker: AnyWarm, device: str
) -> Iterator[tuple[Judge, AnyJail, Spare]]:
    """Make what judges a submission, in a jail of its own."""
    with contextlib.ExitStack() as stack:
        jail = stack.enter_context(worker.jail())
        spare = stack.enter_context(contextlib.closing(Spare()))
        students = Students(assignment, submission, jail, device, spare)
        judge = stack.enter_context(contextlib.closing(Judge(assignment, students)))
        yield judge, jail, spare


def select(
    checks: Mapping[str, Check], only: Sequence[str] | None, functions: Collection[str]
) -> list[str]:
    """Return the names of the checks that are asked for, each once.

    Args:
        only: names of checks, or of functions, for all checks that are about one; None for all.
        functions: those of the assignment.

    Raises:
        UsageError: a name is neither.
    """
    if only is None:
        return [*checks]
    selected: list[str] = []
    for name in only:
        if name in functions:
            matches = [check.name for check in checks.values() if is_about(check, name)]
        else:
            matches = [name] if name in checks else []
        if not matches:
            raise UsageError(
                _("no check and no function is called {name}", name=name),
                hint=did_you_mean(name, [*functions, *checks]),
            )
        selected += matches
    return [*dict.fromkeys(selected)]


def with_dependencies(checks: Mapping[str, Check], selected: Sequence[str]) -> set[str]:
    """Return the names of these checks and of those that they depend on."""
    needed: set[str] = set()
    remaining = [*selected]
    while remaining:
        name = remaining.pop()
        if name in checks and name not in needed:
            needed.add(name)
            remaining += checks[name].depends_on
    return needed


def _notes(assignment: Assignment, submission: Submission) -> list[str]:
    if submission.problem:
        return []
    functions = assignment.manifest.functions
    return [
        *blame.stubs_below(submission.source, functions),
        *unneeded_imports(submission.source, functions, submission.beside),
    ]


def _machine_failed(judged: Mapping[str, Sequence[Judged]]) -> bool:
    """Whether this machine, and no check of the author's, failed."""
    return any(one.verdict.by_machine for each in judged.values() for one in each)


def _cases(judged: Mapping[str, Sequence[Judged]]) -> list[Case]:
    return [one.case for each in judged.values() for one in each if one.case]


def diagnose(
    assignment: Assignment,
    submission: Submission,
    judged: Mapping[str, Sequence[Judged]],
    recalled: Mapping[str, CheckResult],
    jail: AnyJail,
    device: str,
    led: Collection[str],
) -> tuple[dict[str, Hint], str]:
    """Return the hints by check, or why there are none: no grade is lost by a failure.

    The search runs in a fork: it works with values and messages of the submission's choice.

    Args:
        led: the checks that fail because of a function whose own check fails.
    """

    def fork(limits: Limits) -> Child:
        return jail.fork(limits, "mistake.py")

    def explain() -> dict[str, Hint]:
        return diagnosis.explain(
            assignment, submission.source, cases, mistakes, fork, device, earlier, passed, led
        )

    cases = diagnosis.diagnosed(_cases(judged))
    earlier = [check.hint for check in recalled.values() if check.hint]
    passed = [name for name, check in recalled.items() if check.outcome is Outcome.PASSED]
    passed += [name for name, each in judged.items() if all(one.verdict.share >= 1 for one in each)]
    if not cases:
        return {}, ""

    try:
        # Read here, so that the next submission's fork has them too.
        mistakes = diagnosis.prepare(assignment)
        return forked.call(explain, dict[str, Hint], _DIAGNOSIS), ""
    except (GradeError, ForkError) as error:
        if isinstance(error, ForkError) and error.reason is not Reason.ERROR:
            jail.abandon()
        return {}, str(error)


def check_result(
    check: Check,
    judged: Sequence[Judged],
    recalled: Mapping[str, CheckResult],
    hints: Mapping[str, Hint],
    fingerprint: SubmissionFingerprint | None,
) -> CheckResult:
    """Return what a report says of a check."""
    result = result_of(check, [one.verdict for one in judged], hints.get(check.name))
    skipped = any(one.skipped for one in judged)
    if fingerprint is None or skipped or result.outcome is Outcome.BROKEN:
        return result

    # Results are kept, and this one came from the submission alone.
    inputs = fingerprint.of(check, result.called)
    known = recalled.get(check.name)
    hint = result.hint or (known.hint if known else None)
    return replace(result, inputs=inputs, hint=hint, recalled=known is not None)
