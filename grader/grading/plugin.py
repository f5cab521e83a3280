"""Checks are pytest tests: this plugin gives them their fixtures, runs them, and judges what comes
of it.

::

    @pytest.mark.points(10)                               # what the check is worth; parametrized
    cases share it @pytest.mark.limits(cpu_s=60, wall_s=200)             # where the assignment's
    limits don't fit @pytest.mark.depends_on("test_train_runs")            # not run, and worth
    nothing, where that one got nothing @pytest.mark.composes("forward", "loss_backward")     #
    functions that the checked one may call: where it fails,
                                                          #   it is tried again with the reference
                                                          in their place
    def test_backward(student, reference, expect):
        '''The title that the student reads: the first line

        zh: its Chinese title
        '''
        got = student.backward(x, y, w1, w2)
        expect.arrays(got, grad_w1=..., grad_w2=...)

Whose fault a failure is: a wrong or missing value is the student's (FAILED, or PARTIAL); any other
exception in a
check, a fixture or the reference is ours or the author's (BROKEN).
"""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

from grader.checks.assignment import Assignment
from grader.checks.expect import Expect
from grader.checks.student import Student
from grader.checks.transcript import Transcript
from grader.errors import AuthorError, SandboxError, StudentError
from grader.grading.fingerprint import Memory
from grader.grading.listener import Listener
from grader.grading.verdict import Attempt, Case, Check, Verdict, better, recalled, result_of
from grader.language import _, either, printable
from grader.results import CheckResult, Outcome, Reason
from grader.sandbox.limits import Limits

CARELESS_SHARE = (
    0.75  # what a check is still worth where a call changed its caller's arrays, or left the device
)
_MARKS = {
    "points": "points(n): what the check is worth",
    "limits": "limits(cpu_s=, wall_s=, memory_mb=): what its calls may use, all together",
    "depends_on": "depends_on(*checks): not run where one of those got nothing",
    "composes": "composes(*functions): tried again with the reference in their place where it fails",
}
_DEAR_CPU_S = 0.3
_MOST_POINTS = 1000


class StudentFactory(Protocol):
    """Makes the proxy for one check."""

    def __call__(
        self,
        limits: Limits,
        answer: Mapping[str, Callable[..., Any]],
        reference: Path | None = None,
    ) -> Student:
        """Give a proxy with these limits; ``answer`` stands in where the check asks for it.

        With ``reference``, a proxy of that file's functions instead of the submission's.
        """


class GradePlugin:
    """The plugin of one grading run.

    Args:
        make_student: gives the proxy for one check.
        device: that tensors live on.
        only: the checks that are asked for, or functions, for all checks that call them; None for
            all.
        memory: what is known of their results from an earlier grading; None where results are not
            kept.

    Attributes:
        collection_errors: why a file of checks cannot be read.
        unknown: what was asked for, and is neither a check nor a function that one calls.
        cases: what did not pass.
        recalled: the checks whose earlier results hold, by name.
    """

    def __init__(
        self,
        assignment: Assignment,
        make_student: StudentFactory,
        device: str,
        listener: Listener,
        only: Sequence[str] | None,
        memory: Memory | None = None,
    ) -> None:
        self._assignment, self._make_student, self._device = assignment, make_student, device
        self._listener, self._only, self._memory = listener, only, memory
        self._checks: dict[str, Check] = {}
        self._asked: tuple[str, ...] = ()
        self.unknown: list[str] = []
        self._verdicts: dict[str, list[Verdict]] = {}
        self._texts: dict[str, str] = {}  # of the checks' files, by the check's name
        self._not_run: set[str] = set()
        self.recalled: dict[str, CheckResult] = {}
        self.collection_errors: list[str] = []
        self.cases: list[Case] = []

    # ------------------------------------------------------------------------------------- fixtures

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Any:
        """Give the submission's functions, as attributes."""
        check = self._checks[request.node.originalname]
        answer = vars(self._reference) if check.composes and self._assignment.reference_file else {}
        student = self._make_student(check.limits, answer)
        yield student
        student.close()

    @pytest.fixture
    def expect(self, request: pytest.FixtureRequest) -> Expect:
        """Give what compares and keeps the parts reached."""
        return Expect(guarded=self._checks[request.node.originalname].hidden, device=self._device)

    @pytest.fixture
    def reference(self) -> ModuleType:
        """Give the reference solution's module."""
        return self._reference

    @pytest.fixture
    def device(self) -> str:
        """Give the device of the run, "cpu" or "cuda:0"."""
        return self._device

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        """Give the table ``[settings]`` of assignment.toml."""
        return self._assignment.manifest.settings

    @pytest.fixture
    def progress(self, expect: Expect) -> Callable[..., None]:
        """Give what shows how far a training run is: call it with epoch, epochs, loss, accuracy."""

        def trains(*, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
            self._listener.trains(epoch=epoch, epochs=epochs, loss=loss, accuracy=accuracy)
            expect.trains(epoch, loss, accuracy)

        return trains

    @cached_property
    def _reference(self) -> ModuleType:
        file = self._assignment.reference_file
        if file is None:
            raise AuthorError(
                _(
                    "this check needs the reference solution, which is not here: it belongs to the hidden ones"
                )
            )
        module = ModuleType(f"reference_{self._assignment.name}")
        module.__file__ = str(file)
        # Not imported: that would leave its bytecode beside it, or take what another Python left
        # there.
        code = compile(file.read_bytes(), file, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 - the course's own
        return module

    # ----------------------------------------------------------------------------------- collection

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for words in _MARKS.values():
            config.addinivalue_line("markers", words)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while a file of checks was read."""
        if report.failed:
            self.collection_errors.append(str(report.longrepr).strip().splitlines()[-1])

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Function]
    ) -> None:
        """Read the marks, and leave out what was not asked for."""
        try:
            for item in items:
                check = self._read(item)
                if self._checks.setdefault(check.name, check) != check:
                    words = _("two checks are called {name}", name=check.name)
                    raise AuthorError(words)  # noqa: TRY301 - pytest would swallow it
            for file in self._assignment.check_files[
                1:
            ]:  # without public checks, an assignment is odd but whole
                if not any(item.path == file for item in items):
                    raise AuthorError(_("{file} holds no checks", file=file.name))  # noqa: TRY301
        except (
            AuthorError,
            TypeError,
            ValueError,
        ) as error:  # the latter two: a mark with odd arguments
            self.collection_errors.append(str(error))
            items.clear()
            return
        self._asked = (
            tuple(self._checks) if self._only is None else tuple(self._chosen(self._only, items))
        )
        wanted = self._wanted()
        config.hook.pytest_deselected(
            items=[item for item in items if item.originalname not in wanted]
        )
        items[:] = [item for item in items if item.originalname in wanted]
        if self._memory is not None:
            self._recall(self._memory, items)

    def _recall(self, memory: Memory, items: Sequence[pytest.Function]) -> None:
        """Find the checks whose earlier results hold."""
        texts = {file: file.read_text("utf-8") for file in {item.path for item in items}}
        self._texts = {item.originalname: texts[item.path] for item in items}
        for name, text in self._texts.items():
            if known := memory.recall(self._checks[name], text):
                self.recalled[name] = known

    def _read(self, item: pytest.Function) -> Check:
        marks = {name: item.get_closest_marker(name) for name in _MARKS}
        points, limits = marks["points"], marks["limits"]
        title = _title(item.function.__doc__ or "")
        if points is None or not title:
            raise AuthorError(
                _(
                    "{file}: {check} needs a mark `points` and a docstring, its title",
                    file=item.path.name,
                    check=item.originalname,
                )
            )
        given = dict(limits.kwargs) if limits else {}
        odd_points = (
            len(points.args) != 1 or points.kwargs or not 0 <= float(points.args[0]) <= _MOST_POINTS
        )
        if (
            odd_points
            or (limits and limits.args)
            or not all(float(value) > 0 for value in given.values())
        ):
            raise AuthorError(
                _(
                    "{file}: the marks of {check} have odd arguments",
                    file=item.path.name,
                    check=item.originalname,
                )
            )
        if "memory_mb" in given:
            given["memory_bytes"] = int(given.pop("memory_mb")) << 20
        return Check(
            name=item.originalname,
            title=title,
            hidden=item.path.parent != self._assignment.folder,
            points=float(points.args[0]),
            limits=replace(self._assignment.limits, **given),
            depends_on=marks["depends_on"].args if marks["depends_on"] else (),
            composes=marks["composes"].args if marks["composes"] else (),
            dear=given.get("cpu_s", 0) > self._assignment.limits.cpu_s,
        )

    def _chosen(self, only: Sequence[str], items: Sequence[pytest.Function]) -> Iterable[str]:
        """Give the checks that are asked for, each once.

        In their order where it is by a function.
        """
        chosen: dict[str, None] = {}
        for name in only:
            found = [name] if name in self._checks else []
            if name in self._assignment.manifest.functions:
                found = [item.originalname for item in items if _is_about(item.function, name)]
            chosen |= dict.fromkeys(found)
            self.unknown += [] if found else [name]
        return {} if self.unknown else chosen

    def _wanted(self) -> set[str]:
        """Give the checks to run: those asked for with those that they depend on."""
        wanted, more = set(), list(self._asked)
        while more:
            name = more.pop()
            if name in self._checks and name not in wanted:
                wanted.add(name)
                more += self._checks[name].depends_on
        return wanted

    # -------------------------------------------------------------------------------------- running

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell the listener which check starts."""
        name = nodeid.rpartition("::")[2].partition("[")[0]
        names = [check for check in self._checks if check in self._wanted()]
        if name in self._checks and name not in self._verdicts:
            self._listener.check_starts(self._checks[name].title, names.index(name) + 1, len(names))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Run a check's function, and judge what comes of it in place of pytest."""
        check = self._checks[pyfuncitem.originalname]
        arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}  # noqa: SLF001
        student: object = pyfuncitem.funcargs.get("student")
        expect: Expect = pyfuncitem.funcargs.get("expect") or Expect()  # type: ignore[assignment]
        missing = self._unmet(check)
        if missing is not None:
            verdict = missing
            self._not_run.add(check.name)
        elif check.name in self.recalled:
            verdict = recalled(self.recalled[check.name])
        else:
            attempts = [self._attempt(check, pyfuncitem.obj, arguments, student, expect)]
            first, cpu_s = (
                attempts[0].verdict,
                student.spent_cpu_s if isinstance(student, Student) else 0.0,
            )
            if (
                first.reason
                and check.composes
                and isinstance(student, Student)
                and student.can_restart
            ):
                student.restart(check.composes)
                expect.clear()
                attempts.append(self._attempt(check, pyfuncitem.obj, arguments, student, expect))
            called = dict.fromkeys(name for attempt in attempts for name in attempt.verdict.called)
            verdict = replace(better(first, attempts[-1].verdict), called=tuple(called))
            if (
                verdict.broken
                and not verdict.by_machine
                and isinstance(student, Student)
                and student.called
            ):
                verdict = self._arbitrate(verdict, check, pyfuncitem.obj, arguments)
            if verdict.share < 1 and not verdict.broken:
                dear = check.dear or cpu_s > _DEAR_CPU_S
                self.cases.append(Case(check, pyfuncitem.obj, arguments, attempts, dear))
        self._verdicts.setdefault(check.name, []).append(verdict)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo[None]) -> Any:
        """Judge what a fixture raised.

        Then the function was not run, or what it left is not in order.
        """
        if call.when != "call" and call.excinfo is not None:
            verdict = self._judge(self._checks[item.originalname], call.excinfo.value, fixture=True)
            self._verdicts.setdefault(item.originalname, []).append(verdict)
        return (yield)

    def _unmet(self, check: Check) -> Verdict | None:
        for name in check.depends_on:
            verdicts = self._verdicts.get(name)
            if verdicts is None:
                message = _("it depends on {check}, which does not stand before it", check=name)
                return Verdict(0, message=message, broken=True)
            if not any(verdict.share for verdict in verdicts):
                broken = any(verdict.broken for verdict in verdicts)
                message = _(
                    'not run, because "{title}" got no points', title=self._checks[name].title
                )
                return Verdict(0, verdicts[0].reason, message, broken)
        return None

    def _arbitrate(
        self,
        verdict: Verdict,
        check: Check,
        function: Callable[..., Any],
        arguments: dict[str, Any],
    ) -> Verdict:
        """Say whose fault it is that a check stumbled.

        The student's, if it runs through with the reference.
        """
        if self._assignment.reference_file is None:
            return verdict
        expect = Expect()
        student = self._make_student(check.limits, {}, self._assignment.reference_file)
        replaced = {**arguments, **_present(arguments, student=student, expect=expect)}
        trial = self._attempt(check, function, replaced, student, expect).verdict
        student.close()
        if trial.broken or trial.share < 1:
            return verdict
        called = ", ".join(dict.fromkeys(arguments["student"].called))
        message = _("what {functions} gave is not of the kind that it should be", functions=called)
        return replace(verdict, share=0, reason=Reason.WRONG, message=message, broken=False)

    def _attempt(
        self,
        check: Check,
        function: Callable[..., Any],
        arguments: dict[str, Any],
        student: Any,
        expect: Expect,
    ) -> Attempt:
        parts = {}
        try:
            _insist_on_nothing(function(**arguments))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - pytest's own outcomes derive from BaseException
            verdict = self._judge(check, error)
            parts[""] = 0.0
        else:
            wrong = Reason.WRONG if expect.faults else None
            verdict = Verdict(expect.share, wrong, _("; ").join([*expect.faults, *expect.notes]))
        parts |= expect.shares
        verdict = replace(verdict, shown=expect.shown)
        if not isinstance(student, Student):
            return Attempt(verdict, frozenset(), parts, (), Transcript())
        verdict = self._with_care(verdict, student, hidden=check.hidden)
        if verdict.share < 1:
            verdict = replace(verdict, place=verdict.place or student.place)
        return Attempt(verdict, student.stand_ins, parts, tuple(expect.compared), student.seen)

    def _with_care(self, verdict: Verdict, student: Student, *, hidden: bool) -> Verdict:
        """Take off what careless calls cost, and add what the submission printed."""
        verdict = replace(verdict, called=tuple(student.called))
        if (
            student.called and not hidden
        ):  # a hidden check's inputs could be told by the time that they take
            verdict = replace(verdict, usage=student.usage)
        for names, words in (
            (
                _changed(student, hidden=hidden),
                _("changed in place, which a caller does not expect: {names}"),
            ),
            (student.strayed, _("on another device than its inputs is the result of {names}")),
        ):
            if names and verdict.share:
                said = words.format(names=", ".join(dict.fromkeys(names)))
                message = _("; ").join([verdict.message, said]) if verdict.message else said
                verdict = replace(
                    verdict,
                    share=verdict.share * CARELESS_SHARE,
                    reason=Reason.WRONG,
                    message=message,
                )
        return (
            replace(verdict, output=printable(student.printed))
            if verdict.share < 1 and not hidden
            else verdict
        )

    def _judge(self, check: Check, error: BaseException, *, fixture: bool = False) -> Verdict:
        """Say whose fault an exception is, in words that may be shown."""
        if isinstance(error, StudentError):
            if check.hidden:
                chosen = bool(
                    error.type_name
                )  # its code raised, and saw the check's inputs: it could choose the line
                return Verdict(
                    0, error.reason, error.guarded, place=None if chosen else error.place
                )
            return Verdict(0, error.reason, error.message, place=error.place)
        # In a fixture, pytest itself fails with its own exception where an author asked for what
        # cannot be had.
        asserts = isinstance(error, AssertionError) or (
            isinstance(error, pytest.fail.Exception) and not fixture
        )
        if asserts and not self._within_reference(error):
            words = str(error).partition("\n")[0]
            if not words or (
                words.startswith("assert ") and check.hidden
            ):  # pytest's own words show the values
                words = _("the result is wrong")
            return Verdict(0, Reason.WRONG, words)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = type(error).__name__ if check.hidden else f"{type(error).__name__}: {error}"
        message = _(
            "{error} ({file}, line {line})",
            error=what,
            file=Path(frame.filename).name,
            line=frame.lineno,
        )
        return Verdict(0, message=message, broken=True, by_machine=isinstance(error, SandboxError))

    def _within_reference(self, error: BaseException) -> bool:
        file = str(self._assignment.reference_file)
        return any(frame.filename == file for frame in traceback.extract_tb(error.__traceback__))

    # -------------------------------------------------------------------------------------- results

    def results(self) -> tuple[CheckResult, ...]:
        """Give what the checks came to, in their order."""
        shown = [self._checks[name] for name in self._asked]
        return tuple(
            self._kept(check, result_of(check, self._verdicts.get(check.name, [])))
            for check in shown
        )

    def _kept(self, check: Check, result: CheckResult) -> CheckResult:
        """Add what a result was computed from.

        Where results are kept and it came from the submission alone.
        """
        if self._memory is None or check.name in self._not_run or result.outcome is Outcome.BROKEN:
            return result
        known = self.recalled.get(check.name)
        inputs = self._memory.inputs(check, self._texts[check.name], result.called)
        return replace(
            result, inputs=inputs, hint=known.hint if known else None, recalled=known is not None
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The checks that were found."""
        return tuple(self._checks)


def _title(docstring: str) -> str:
    """Give a check's title: its docstring's first line.

    In Chinese the one that begins with ``zh:``.
    """
    first, *more = docstring.strip().split("\n")
    lines = map(str.strip, more)
    return either(
        first,
        next((line.removeprefix("zh:").strip() for line in lines if line.startswith("zh:")), ""),
    )


def _changed(student: Student, *, hidden: bool) -> list[str]:
    """Name what calls changed in place.

    Of a hidden check by the functions, for they choose the arguments' names.
    """
    one, any_ = _("{argument} of {function}"), _("an argument of {function}")
    return [
        (one if argument and not hidden else any_).format(argument=argument, function=function)
        for argument, function in student.changed
    ]


def _is_about(check: Callable[..., None], function: str) -> bool:
    """Tell whether a check is about a function: its text calls ``student.function``, or its title
    begins with the name.

    For a check may leave the call to another function.
    """
    called = re.search(rf"\bstudent\.{re.escape(function)}\b", inspect.getsource(check))
    return bool(called or re.match(rf"\s*{re.escape(function)}\b", check.__doc__ or ""))


def _insist_on_nothing(result: object) -> None:
    """Refuse a check that returns something: a coroutine or generator has checked nothing yet."""
    if result is not None:
        if hasattr(result, "close"):
            result.close()
        raise AuthorError(_("a check returns nothing, and is no coroutine or generator"))


def _present(arguments: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in arguments}
