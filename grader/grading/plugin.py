"""Checks are pytest tests: collect them, give them their fixtures, run them.

The plugin decides nothing: what a check comes to is decided in :mod:`grader.grading.judge`.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Generic, TypeVar, cast

import numpy as np
import pytest

from grader.checks.assignment import Assignment
from grader.checks.expect import Expect
from grader.checks.secret import PUBLIC, Secret
from grader.checks.student import Student
from grader.errors import AuthorError
from grader.grading.judge import Judge
from grader.grading.listener import Listener
from grader.grading.marks import MARKS, read_checks
from grader.grading.verdict import Check, Judged, Verdict, recalled, worse
from grader.language import _
from grader.results import CheckResult, Reason

_NOT_THERE = (Reason.MISSING, Reason.UNWRITTEN)
_NOT_NEEDED = (
    "terminal",
    "cacheprovider",
    "junitxml",
    "doctest",
    "unittest",
    "logging",
    "faulthandler",
    # The next two collect garbage again and again, which takes longer than most checks with torch.
    "threadexception",
    "unraisableexception",
)
Value = TypeVar("Value")


def in_pytest(plugin: CheckPlugin, story: Callable[[CheckPlugin], Value]) -> Value:
    """Collect an assignment's checks by pytest, and return what ``story`` makes of them.

    Nothing else is in force there: no other plugin, no configuration, no conftest.py. In a
    student's clone of the course, that one would be the student's.

    Args:
        story: is called once the checks are collected; it may run them.

    Raises:
        AuthorError: a file of checks cannot be read.
    """
    assignment = plugin.assignment
    options = [
        "--import-mode=importlib",
        "--noconftest",
        f"--config-file={os.devnull}",
        f"--rootdir={os.sep}",
        "--strict-markers",
        "--capture=no",
        *(f"-pno:{name}" for name in _NOT_NEEDED),
    ]
    printed = io.StringIO()
    with _undisturbed(), contextlib.ExitStack() as until_called:
        until_called.enter_context(contextlib.redirect_stderr(printed))
        caller = _Caller(plugin, story, until_called)
        with contextlib.redirect_stdout(printed):
            status = pytest.main(options, plugins=[plugin, caller])

    # Another course's file, or this one after an edit, may have the same name.
    files = {str(file) for file in assignment.check_files}
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in files:
            del sys.modules[name]

    if not caller.called:
        if status is pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        reason = (printed.getvalue().strip().splitlines() or [str(status)])[-1]
        raise AuthorError(
            _("the checks of {name} cannot be run: {error}", name=assignment.name, error=reason)
        )
    return caller.value()


class CheckPlugin:
    """The plugin of one grading.

    Args:
        judge: decides what a check comes to.
        device: that tensors live on.
        listener: shows how far the grading is.

    Attributes:
        checks: by name, once they are collected.
    """

    def __init__(
        self, assignment: Assignment, judge: Judge, device: str, listener: Listener
    ) -> None:
        self.assignment = assignment
        self.checks: Mapping[str, Check] = {}
        self._judge = judge
        self._device = device
        self._listener = listener
        self._items: Sequence[pytest.Function] = ()
        self._earlier: Mapping[str, CheckResult] = {}
        # By the check's name, then by the id of each of its cases.
        self._judged: dict[str, dict[str, Judged]] = {}

    def run(
        self, names: Collection[str], earlier: Mapping[str, CheckResult]
    ) -> dict[str, list[Judged]]:
        """Run checks, and return what came of each: one value for each parametrized case.

        Args:
            names: of the checks.
            earlier: results that still hold: these checks are not run.
        """
        self._earlier = earlier
        self._judged = {}
        shown = [name for name in self.checks if name in names]
        items = [item for item in self._items if item.originalname in names]
        for item, following in zip(items, [*items[1:], None], strict=True):
            name = item.originalname
            if name not in self._judged:
                title = self.checks[name].title
                self._listener.check_starts(title, shown.index(name) + 1, len(shown))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return {name: [*cases.values()] for name, cases in self._judged.items()}

    # --------------------------------------------------------------------------------- fixtures

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Any:
        """The submission's functions, as attributes."""
        student = self._judge.student(self.checks[request.node.originalname])
        yield student
        student.close()

    @pytest.fixture
    def expect(self) -> Expect:
        """Compares values, and keeps the parts reached."""
        return Expect(device=self._device)

    @pytest.fixture
    def reference(self) -> ModuleType:
        """The reference solution's module."""
        return self._judge.reference

    @pytest.fixture
    def device(self) -> str:
        """The device of the run, "cpu" or "cuda:0"."""
        return self._device

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        """The table ``[settings]`` of assignment.toml."""
        return self.assignment.manifest.settings

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest) -> int:
        """A seed for random numbers.

        It is the check's own (each parametrized case has one), and the same for all submissions. In
        a hidden check it comes from the course's secret: nobody knows it from reading the check.
        """
        return self._secret_of(request).seed(self.assignment.name, request.node.name)

    @pytest.fixture
    def rng(self, seed: int) -> np.random.Generator:
        """A generator of random numbers, of the check's own.

        What is drawn from it does not tell what others draw from ``seed``.
        """
        return np.random.default_rng([seed, 1])

    @pytest.fixture
    def kept(self, request: pytest.FixtureRequest) -> Callable[[str, Callable[[], int]], int]:
        """Returns what takes long to derive from the seed: call it with a name and a function.

        The function is called once for each secret.
        """
        secret = self._secret_of(request)
        prefix = f"{self.assignment.name} {request.node.name}"
        return lambda name, compute: secret.kept(f"{prefix} {name}", compute)

    @pytest.fixture
    def progress(self, expect: Expect) -> Callable[..., None]:
        """Shows how far a training run is: call it with epoch, epochs, loss, accuracy."""

        def trains(*, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
            self._listener.trains(epoch=epoch, epochs=epochs, loss=loss, accuracy=accuracy)
            expect.trains(epoch, loss, accuracy)

        return trains

    def _secret_of(self, request: pytest.FixtureRequest) -> Secret:
        hidden = self.checks[request.node.originalname].hidden
        return self.assignment.secret if hidden else PUBLIC

    # ------------------------------------------------------------------------------------- hooks

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for description in MARKS.values():
            config.addinivalue_line("markers", description)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the test functions."""
        self._items = [item for item in session.items if isinstance(item, pytest.Function)]

    def read_checks(self) -> None:
        """Read the marks of the test functions that were collected.

        Raises:
            AuthorError: one of them is wrong.
        """
        self.checks = read_checks(self._items, self.assignment)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Judge a check in place of pytest."""
        check = self.checks[pyfuncitem.originalname]
        names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001 - there is no other way
        arguments = {name: pyfuncitem.funcargs[name] for name in names}

        judged = self._unmet(check)
        if judged is None and check.name in self._earlier:
            judged = Judged(recalled(self._earlier[check.name]))
        if judged is None:
            # Another fixture may be what uses these two.
            student = pyfuncitem.funcargs.get("student")
            expect = pyfuncitem.funcargs.get("expect")
            judged = self._judge.judge(
                check,
                pyfuncitem.obj,
                arguments,
                student if isinstance(student, Student) else None,
                expect if isinstance(expect, Expect) else Expect(),
            )
        self._keep(pyfuncitem, judged)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo[None]) -> Any:
        """Judge what a fixture raised."""
        if call.when != "call" and call.excinfo is not None:
            self._keep(item, self._judge.judge_fixture(call.excinfo.value))
        return (yield)

    def _keep(self, item: pytest.Function, judged: Judged) -> None:
        cases = self._judged.setdefault(item.originalname, {})
        # A fixture may fail after the check.
        before = cases.get(item.nodeid)
        cases[item.nodeid] = worse(before, judged) if before else judged

    def _unmet(self, check: Check) -> Judged | None:
        """Judge a check that is not run, because one that it depends on got no points."""
        for name in check.depends_on:
            before = [*self._judged.get(name, {}).values()]
            if any(judged.verdict.share for judged in before):
                continue

            message = _('not run, because "{title}" got no points', title=self.checks[name].title)
            # One that did not run is broken, too.
            broken = not before or any(judged.verdict.broken for judged in before)
            if broken:
                return Judged(Verdict(0, message=message, broken=True), skipped=True)
            earlier = before[0].verdict.reason
            reason = earlier if earlier in _NOT_THERE else Reason.NOT_RUN
            return Judged(Verdict(0, reason, message), skipped=True)
        return None


class _Caller(Generic[Value]):
    """Calls the story in the place of pytest's own loop over all tests.

    An exception of the story is kept, for pytest would print it.

    Args:
        until_called: is closed when the story is called.
    """

    def __init__(
        self,
        plugin: CheckPlugin,
        story: Callable[[CheckPlugin], Value],
        until_called: contextlib.ExitStack,
    ) -> None:
        self.called = False
        self._until_called = until_called
        self._plugin = plugin
        self._story = story
        self._value: Value | None = None
        self._error: BaseException | None = None
        self._unreadable: list[str] = []

    def value(self) -> Value:
        """Return what the story returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return cast("Value", self._value)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect the files of checks.

        As arguments, pytest would parse their paths: a folder may be called ``a::b`` or ``[1]``.
        """
        for file in self._plugin.assignment.check_files:
            module = pytest.Module.from_parent(session, path=file)
            session.items += session.genitems(module)
        session.testscollected = len(session.items)
        session.config.hook.pytest_collection_finish(session=session)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file of checks cannot be read."""
        if report.failed:
            self._unreadable.append(str(report.longrepr).strip().splitlines()[-1])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool:
        """Read the checks, and call the story."""
        self.called = True
        self._until_called.close()
        try:
            self._read()
            self._value = self._story(self._plugin)
        except BaseException as error:  # noqa: BLE001 - raised again outside pytest
            self._error = error
        return True

    def _read(self) -> None:
        try:
            if self._unreadable:
                raise AuthorError(self._unreadable[0])  # noqa: TRY301 - one message for both
            self._plugin.read_checks()
        except AuthorError as error:
            name = self._plugin.assignment.name
            raise AuthorError(
                _("the checks of {name} cannot be read: {error}", name=name, error=error.message)
            ) from None


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hide variables that change how pytest runs; have nothing written beside the checks' files."""
    names = [name for name in os.environ if name.startswith("PYTEST_")]
    hidden = {name: os.environ.pop(name) for name in names}
    # A plugin that happens to be installed changes no score.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    written = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = written
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(hidden)
