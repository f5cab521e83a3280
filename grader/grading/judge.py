"""Run one check's function with a submission, and judge what comes of it.

Whose fault a failure is: a wrong or missing value is the student's (FAILED, or PARTIAL); any other
exception in a check, a fixture or the reference is ours or the author's (BROKEN).
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader import wire
from grader.checks.assignment import Assignment
from grader.checks.expect import Expect
from grader.checks.stand_ins import StandIns
from grader.checks.student import Student
from grader.checks.transcript import Transcript
from grader.errors import AuthorError, SandboxError, StudentError
from grader.grading.example import examples_of, faults_of
from grader.grading.students import Students
from grader.grading.verdict import Case, Check, Judged, Trial, Verdict, better, fresh
from grader.language import _, printable
from grader.results import Reason

# What a check is still worth where a call changed its caller's arrays, or left the device.
CARELESS_SHARE = 0.75
_DEAR_CPU_S = 0.3
# As torch reports what the driver says: a GPU that is lost, and a kernel's assertion too.
_CUDA_ERROR = "CUDA error"

Function = Callable[..., None]
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Judge:
    """Judges the checks of an assignment on one submission.

    Args:
        students: makes proxies of the submission's functions, and of the reference's.
    """

    assignment: Assignment
    students: Students
    _resources: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @cached_property
    def reference(self) -> ModuleType:
        """The reference solution, as a module of this process."""
        file = self.assignment.reference_file
        if file is None:
            raise AuthorError(
                _(
                    "this check needs the reference solution, which is not here: "
                    "it belongs to the hidden checks"
                )
            )
        module = ModuleType(f"reference_{self.assignment.name}")
        module.__file__ = str(file)
        # Not imported: that would write bytecode beside it, or read what another Python wrote.
        code = compile(file.read_bytes(), file, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 - the course's own
        return module

    def student(self, check: Check) -> Student:
        """Make the proxy of the submission for a check."""
        needed = check.composes and self.assignment.reference_file
        return self.students.of_submission(check.limits, self._stand_ins if needed else None)

    @cached_property
    def _stand_ins(self) -> StandIns:
        return self._resources.enter_context(contextlib.closing(StandIns(vars(self.reference))))

    def close(self) -> None:
        """End what answers for the submission's functions."""
        self._resources.close()

    def judge(
        self,
        check: Check,
        function: Function,
        arguments: Arguments,
        student: Student | None,
        expect: Expect,
    ) -> Judged:
        """Run a check's function, again where that tells more, and judge it.

        Args:
            function: the test function; a bound method where it is in a class.
            arguments: its fixtures and parameters.
            student: the proxy that it uses, itself or by another fixture.
            expect: the fixture of that name.
        """
        trials = [self._try(function, arguments, student, expect)]
        if student and self._may_be_the_gpus(trials[0].verdict):
            # A fresh process shows whose failure it is: the GPU does not start in it, or the check
            # ends there as it should. What the submission says of the GPU is not believed.
            student.kill()
            student.restart(())
            expect.clear()
            trials = [self._try(function, arguments, student, expect)]

        cpu_s = student.spent_cpu_s if student else 0.0
        failed = trials[0].verdict.reason is not None
        if failed and check.composes and student and student.can_restart:
            trials.append(self._try_composed(check, function, arguments, student, expect))

        called = [name for trial in trials for name in trial.verdict.called]
        verdict = better(trials[0].verdict, trials[-1].verdict)
        verdict = replace(verdict, called=tuple(dict.fromkeys(called)))
        if verdict.broken and not verdict.by_machine and student and student.called:
            verdict = self._arbitrate(verdict, check, function, arguments, student.called)

        if verdict.broken or verdict.share >= 1:
            return Judged(verdict)
        dear = check.dear or cpu_s > _DEAR_CPU_S
        return Judged(verdict, Case(check, function, arguments, trials, dear))

    def judge_fixture(self, error: BaseException) -> Judged:
        """Judge what a fixture raised: before the function ran, or after it."""
        return Judged(self._verdict_on(error, in_fixture=True))

    def _may_be_the_gpus(self, verdict: Verdict) -> bool:
        return (
            self.students.device != "cpu"
            and verdict.reason is Reason.ERROR
            and _CUDA_ERROR in verdict.message
        )

    def _try_composed(
        self,
        check: Check,
        function: Function,
        arguments: Arguments,
        student: Student,
        expect: Expect,
    ) -> Trial:
        """Run a check's function with the reference's functions in place of others it calls.

        Their answers are first of the student's own kind: ``loss.item()`` needs a tensor. Where
        that kind is itself the mistake, or to find it out ends the process, they are of another.
        """
        trials = []
        kinds: tuple[wire.Kind, ...] = ("own", "reference", "plain")
        for kind in kinds:
            student.restart(check.composes, kind)
            expect.clear()
            trials.append(self._try(function, arguments, student, expect))
            verdict = trials[-1].verdict
            # The student's kind may be what points are lost for: of another dtype, for example.
            is_part = kind == "own" and 0 < verdict.share < 1 and not check.dear
            # To find out the student's kind runs the student's function, which may end the process.
            ended = verdict.reason is Reason.KILLED and kind == "own"
            if not (is_part or ended or verdict.reason is Reason.ERROR):
                break
        return max(trials, key=lambda trial: trial.verdict.share)

    def _try(
        self,
        function: Function,
        arguments: Arguments,
        student: Student | None,
        expect: Expect,
    ) -> Trial:
        parts = {}
        try:
            _require_nothing(function(**fresh(arguments)))  # type: ignore[func-returns-value]
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - pytest's own outcomes derive from it
            verdict = self._verdict_on(error)
            parts[""] = 0.0
        else:
            verdict = _verdict_of(expect, student)

        parts |= expect.shares
        verdict = replace(verdict, shown=expect.shown)
        if student is None:
            return Trial(verdict, frozenset(), parts, (), Transcript())

        verdict = _with_care(verdict, student)
        if verdict.share < 1:
            verdict = replace(verdict, place=verdict.place or student.place)
        return Trial(verdict, student.stand_ins, parts, tuple(expect.compared), student.seen)

    def _verdict_on(self, error: BaseException, *, in_fixture: bool = False) -> Verdict:
        """Judge whose fault an exception is."""
        if isinstance(error, StudentError):
            return Verdict(0, error.reason, error.message, place=error.place)

        # In a fixture, pytest raises its own exception where an author asked for what is missing.
        fails = isinstance(error, pytest.fail.Exception) and not in_fixture
        if (isinstance(error, AssertionError) or fails) and not self._is_in_reference(error):
            message = str(error).partition("\n")[0]
            return Verdict(0, Reason.WRONG, message or _("the result is wrong"))

        frame = traceback.extract_tb(error.__traceback__)[-1]
        message = _(
            "{error} ({file}, line {line})",
            error=f"{type(error).__name__}: {error}",
            file=Path(frame.filename).name,
            line=frame.lineno,
        )
        return Verdict(0, message=message, broken=True, by_machine=isinstance(error, SandboxError))

    def _is_in_reference(self, error: BaseException) -> bool:
        file = str(self.assignment.reference_file)
        return any(frame.filename == file for frame in traceback.extract_tb(error.__traceback__))

    def _arbitrate(
        self,
        verdict: Verdict,
        check: Check,
        function: Function,
        arguments: Arguments,
        called: Sequence[str],
    ) -> Verdict:
        """Decide who made a check stumble: the student, if it passes with the reference.

        Args:
            called: the student's functions that the check called.
        """
        if self.assignment.reference_file is None:
            return verdict
        student = self.students.of_reference(check.limits, self.assignment.reference_file)
        expect = Expect(device=self.students.device)
        replacements: dict[str, Any] = {"student": student, "expect": expect}
        replaced = {name: replacements.get(name, value) for name, value in arguments.items()}
        with contextlib.closing(student):
            trial = self._try(function, replaced, student, expect).verdict

        if trial.broken or trial.share < 1:
            return verdict
        functions = _(", ").join(dict.fromkeys(called))
        message = _("{functions} returned a value of the wrong kind", functions=functions)
        return replace(verdict, share=0, reason=Reason.WRONG, message=message, broken=False)


def _verdict_of(expect: Expect, student: Student | None) -> Verdict:
    """Return the verdict on a check that ran to its end."""
    if not expect.faults:
        return Verdict(expect.share, message=_("; ").join(expect.notes))

    examples = examples_of(expect.compared, student.seen, student.parameters) if student else ()
    faults = faults_of(expect.faults, expect.compared, examples)
    message = _("; ").join([*faults, *expect.notes])
    return Verdict(expect.share, Reason.WRONG, message, examples=examples)


def _with_care(verdict: Verdict, student: Student) -> Verdict:
    """Take off what careless calls cost, and add what the submission printed."""
    verdict = replace(verdict, called=tuple(student.called))
    if student.called:
        verdict = replace(verdict, usage=student.usage)

    careless = _carelessness(student)
    if careless and verdict.share:
        verdict = replace(
            verdict,
            share=verdict.share * CARELESS_SHARE ** len(careless),
            reason=Reason.WRONG,
            message=_("; ").join(filter(None, [verdict.message, *careless])),
        )

    if verdict.share < 1:
        verdict = replace(verdict, output=printable(student.printed))
    return verdict


def _carelessness(student: Student) -> list[str]:
    """Return a message for arguments that were changed in place, and one for a wrong device."""
    messages = []
    if student.changed:
        changed = _(", ").join(dict.fromkeys(_changed(student)))
        messages.append(
            _("changed in place, which a caller does not expect: {names}", names=changed)
        )
    if student.strayed:
        strayed = _(", ").join(dict.fromkeys(student.strayed))
        messages.append(
            _("the result of {names} is on another device than its inputs", names=strayed)
        )
    return messages


def _changed(student: Student) -> list[str]:
    """Describe what calls changed in place."""
    return [
        _("{argument} of {function}", argument=argument, function=function)
        if argument
        else _("an argument of {function}", function=function)
        for argument, function in student.changed
    ]


def _require_nothing(result: object) -> None:
    """Refuse a check that returns something: a coroutine or generator has checked nothing yet."""
    if result is not None:
        if hasattr(result, "close"):
            result.close()
        raise AuthorError(_("a check must return nothing: no coroutine, no generator"))
