"""Checks are pytest tests: give them their fixtures, and run them.

The plugin decides nothing: what a check comes to is decided in :mod:`grader.grading.judge`.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from grader.checks.assignment import Assignment
from grader.checks.expect import Expect
from grader.checks.secret import PUBLIC, Secret
from grader.checks.student import Student
from grader.grading.judge import Judge
from grader.grading.listener import Listener
from grader.grading.marks import MARKS, read_checks
from grader.grading.remembered import Memory
from grader.grading.verdict import Check, Judged, Verdict, recalled, worse
from grader.language import _
from grader.results import CheckResult, Reason

_NOT_THERE = (Reason.MISSING, Reason.UNWRITTEN)


class CheckPlugin:
    """The plugin of an assignment's checks, for one grading after the other.

    Args:
        device: that tensors live on.

    Attributes:
        checks: by name, once they are collected.
    """

    # Of the grading at work.
    _judge: Judge
    _listener: Listener

    def __init__(self, assignment: Assignment, device: str) -> None:
        self.assignment = assignment
        self.checks: Mapping[str, Check] = {}
        self._device = device
        self._memory = Memory()
        self._items: Sequence[pytest.Function] = ()
        self._earlier: Mapping[str, CheckResult] = {}
        # By the check's name, then by the id of each of its cases.
        self._judged: dict[str, dict[str, Judged]] = {}

    def begin(self, judge: Judge, listener: Listener) -> None:
        """Begin a grading.

        Args:
            judge: decides what a check comes to.
            listener: shows how far the grading is.
        """
        self._judge = judge
        self._listener = listener

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
            # What a check prints would tell what it knows.
            with contextlib.redirect_stdout(io.StringIO()):
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
    def reference(self, request: pytest.FixtureRequest) -> Any:
        """The reference solution's functions, as attributes; what takes long is remembered."""
        return self._memory.of(self._judge.reference, request.node.nodeid)

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
