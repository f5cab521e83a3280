"""An assignment's checks, collected by pytest once, for one grading after the other.

::

    CollectedChecks ─▶ thread: pytest.main ─▶ collects, then waits in the place of its own loop
        │                                                  │
        └─ gradings run the collected items ───────────────┘ until it is closed

So the session stays open, and all that pytest has given the items stays valid.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.checks.assignment import Assignment
from grader.errors import AuthorError
from grader.grading.plugin import CheckPlugin
from grader.grading.threads import OneThread
from grader.language import _, speak, spoken

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
_OPTIONS = (
    "--import-mode=importlib",
    "--noconftest",
    f"--config-file={os.devnull}",
    f"--rootdir={os.sep}",
    "--strict-markers",
    "--capture=no",
    *(f"-pno:{name}" for name in _NOT_NEEDED),
)


class CollectedChecks:
    """The checks of one assignment, as they stood in their files.

    Nothing else is in force there: no other plugin, no configuration, no conftest.py. In a
    student's clone of the course, that one would be the student's.

    Args:
        device: that tensors live on.

    Attributes:
        plugin: runs them.

    Raises:
        AuthorError: a file of checks cannot be read.
    """

    def __init__(self, assignment: Assignment, device: str) -> None:
        self.plugin = CheckPlugin(assignment, device)
        self._state = _state_of(assignment, device)
        self._collector = _Collector(assignment)
        self._printed = io.StringIO()
        self._status: int = pytest.ExitCode.OK
        # As a daemon, it cannot keep a process that is ended from ending.
        self._thread = threading.Thread(target=self._run, args=[spoken()], daemon=True)
        try:
            self._collect()
        except BaseException:
            self.close()
            raise

    def is_of(self, assignment: Assignment, device: str) -> bool:
        """Whether collecting these checks would come to the same."""
        return self._state == _state_of(assignment, device)

    def close(self) -> None:
        """End pytest's session; where it still collects, it ends by itself."""
        self._collector.over.set()
        if self._collector.collected.is_set():
            self._thread.join()

    def _collect(self) -> None:
        assignment = self.plugin.assignment
        with (
            _undisturbed(),
            contextlib.redirect_stderr(self._printed),
            contextlib.redirect_stdout(self._printed),
        ):
            self._thread.start()
            self._collector.collected.wait()

        # Another course's file, or this one after an edit, may have the same name.
        files = {str(file) for file in assignment.check_files}
        for name, module in list(sys.modules.items()):
            if getattr(module, "__file__", None) in files:
                del sys.modules[name]

        if self._status is pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        if not self._collector.reached:
            lines = self._printed.getvalue().strip().splitlines()
            reason = (lines or [str(self._status)])[-1]
            raise AuthorError(
                _("the checks of {name} cannot be run: {error}", name=assignment.name, error=reason)
            )
        try:
            if self._collector.unreadable:
                raise AuthorError(self._collector.unreadable[0])  # noqa: TRY301 - one message for both
            self.plugin.read_checks()
        except AuthorError as error:
            raise AuthorError(
                _(
                    "the checks of {name} cannot be read: {error}",
                    name=assignment.name,
                    error=error.message,
                )
            ) from None

    def _run(self, language: str) -> None:
        try:
            with speak(language):
                self._status = pytest.main([*_OPTIONS], plugins=[self.plugin, self._collector])
        finally:
            self._collector.collected.set()


class CheckCollections:
    """The checks of all assignments that are graded.

    The libraries that they import have one thread each, see :mod:`grader.grading.threads`.
    """

    def __init__(self) -> None:
        self._all: dict[str, CollectedChecks] = {}
        self._threads = OneThread()

    def close(self) -> None:
        """End pytest's sessions."""
        for collection in self._all.values():
            collection.close()
        self._all.clear()
        self._threads.close()

    @contextlib.contextmanager
    def of(self, assignment: Assignment, device: str) -> Iterator[CheckPlugin]:
        """Yield what runs an assignment's checks.

        They are collected again where their files have changed, or a grading was interrupted.

        Raises:
            AuthorError: a file of checks cannot be read.
        """
        collection = self._all.pop(assignment.name, None)
        if collection and not collection.is_of(assignment, device):
            collection.close()
            collection = None
        collection = collection or CollectedChecks(assignment, device)
        try:
            self._threads.extend()
            yield collection.plugin
        except BaseException:
            collection.close()
            raise
        self._all[assignment.name] = collection


class _Collector:
    """Collects an assignment's checks, and then keeps pytest waiting.

    Attributes:
        collected: is set when there is nothing more to collect.
        reached: whether pytest has come to its loop.
        over: to be set when the session may end.
        unreadable: why files of checks cannot be read.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.collected = threading.Event()
        self.over = threading.Event()
        self.reached = False
        self.unreadable: list[str] = []
        self._assignment = assignment

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect the files of checks.

        As arguments, pytest would parse their paths: a folder may be called ``a::b`` or ``[1]``.
        """
        for file in self._assignment.check_files:
            module = pytest.Module.from_parent(session, path=file)
            session.items += session.genitems(module)
        session.testscollected = len(session.items)
        session.config.hook.pytest_collection_finish(session=session)
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file of checks cannot be read."""
        if report.failed:
            self.unreadable.append(str(report.longrepr).strip().splitlines()[-1])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool:
        """Wait in the place of pytest's loop over all tests."""
        self.reached = True
        self.collected.set()
        self.over.wait()
        return True


def _state_of(assignment: Assignment, device: str) -> tuple[object, ...]:
    """Return what a collection depends on."""
    files = [*assignment.check_files, *filter(None, [assignment.reference_file])]
    times = [(file, *_times(file)) for file in files]
    return (device, spoken(), assignment.manifest, assignment.secret, times)


def _times(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


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
