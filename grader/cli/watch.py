"""``grade watch``: grade again whenever a homework is saved.

The next save interrupts a grading that still runs. What an earlier run found stays, where nothing
that it came from has changed.
"""

from __future__ import annotations

import _thread
import contextlib
import contextvars
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import keys, options
from grader.errors import GradeError, UsageError
from grader.grading.fingerprint import AssignmentFingerprint, SubmissionFingerprint
from grader.language import _, one_line, printable
from grader.report.terminal import to_overview
from grader.results import Outcome
from grader.submission import files
from grader.submission.files.kinds import name_of

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.grader import Grader
    from grader.results import Report
    from grader.submission.files import Contents

_TICK_S = 0.5
_SETTLED_MS = 40  # an editor writes a file in several steps
_TRIES = 5  # to find a file that an editor replaces by another
_MOST_FOLDERS = 64
_CODE = frozenset({".py", ".ipynb", ".toml"})


@dataclass
class Homework:
    """A submission that is watched.

    Attributes:
        place: its file or folder.
        saved: set where it is to be graded.
        graded: what was graded last; None where everything is to be graded.
        report: what came of that.
        whole: what is known of all checks.
    """

    assignment: Assignment
    place: Path
    saved: threading.Event = field(default_factory=threading.Event)
    graded: Contents | None = None
    report: Report | None = None
    whole: Report | None = None

    @property
    def folder(self) -> Path:
        """The folder that is watched: a file may be replaced by another."""
        return self.place if self.place.is_dir() else self.place.resolve().parent

    def read(self) -> Contents:
        """Read it, again where an editor is just replacing it.

        Raises:
            UsageError: it is not there.
        """
        for _try in range(_TRIES):
            with contextlib.suppress(UsageError):
                return self._pick()
            time.sleep(_SETTLED_MS / 1000)
        return self._pick()

    def _pick(self) -> Contents:
        functions = self.assignment.manifest.functions
        return files.pick(self.place, self.assignment.name, functions=functions)


def require_watchfiles() -> None:
    """Raise UsageError if there is no watchfiles, which notices saves."""
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        raise UsageError(
            _("grade watch needs watchfiles, which is not installed"),
            hint=_("pip install watchfiles"),
        ) from None


class Watch:
    """Grades homework again and again, until somebody ends it.

    Args:
        homework: what is watched; one alone is graded at once.
        only: the checks, or functions, to grade; None for all.
        whole: run whole files instead of what the graded functions need.
    """

    def __init__(
        self,
        grader: Grader,
        homework: Sequence[Homework],
        *,
        only: Sequence[str] | None = None,
        whole: bool = False,
    ) -> None:
        self._grader = grader
        self._homework = homework
        self._only = only
        self._whole = whole
        self._focus: str | None = None
        self._text = ""
        self._shown: Homework | None = None
        self._ended = False
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._grading = False
        self._interrupts = 0
        # Holds the folder of pages, which is made for the first one.
        self._pages = contextlib.ExitStack()
        self._folder: Path | None = None
        # A page is not written while its folder is removed.
        self._writing = threading.Lock()

    def run(self) -> None:
        """Watch until ``q`` or Ctrl-C.

        Raises:
            UsageError: what no save of a homework can mend.
        """
        require_watchfiles()
        for one in self._homework:
            self._grader.device(one.assignment)
        ended = threading.Event()
        # The language in force is the main thread's.
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(self._follow, ended), daemon=True)
        with keys.pressed(self._press) as has_keys:
            self._has_keys = has_keys
            if len(self._homework) == 1:
                self._homework[0].saved.set()
            else:
                self._print(_("Save one of them to have it graded."))
            thread.start()
            try:
                self._loop()
            finally:
                ended.set()
                thread.join(2 * _TICK_S)
                self._ended = True
                with self._writing:
                    self._pages.close()

    def _loop(self) -> None:
        """Grade what is saved until somebody ends it; a save may interrupt, and Ctrl-C ends it."""
        going_on = True
        while going_on:
            try:
                self._grade_saved()
                going_on = False
            except KeyboardInterrupt:  # noqa: PERF203 - between two of them, thousands of rounds pass
                with self._lock:
                    self._grading = False
                    going_on, self._interrupts = self._interrupts > 0, 0

    def _grade_saved(self) -> None:
        while not self._ended:
            one = next((one for one in self._homework if one.saved.is_set()), None)
            if one:
                self._grade(one)
            else:
                self._wake.wait(_TICK_S)
                self._wake.clear()

    # ---------------------------------------------------------------------------- other threads

    def _follow(self, ended: threading.Event) -> None:
        """Note what is saved."""
        import watchfiles

        folders = {folder for one in self._homework for folder in _folders_in(one.folder)}
        changes = watchfiles.watch(
            *folders,
            watch_filter=lambda _change, path: _is_code(Path(path)),
            step=_SETTLED_MS,
            debounce=10 * _SETTLED_MS,
            stop_event=ended,
            rust_timeout=int(1000 * _TICK_S),
            raise_interrupt=False,
            recursive=False,
        )
        for saved in changes:
            paths = [Path(path) for _change, path in saved]
            self._save(
                one
                for one in self._homework
                if any(path.is_relative_to(one.folder.resolve()) for path in paths)
            )

    def _save(self, homework: Iterable[Homework]) -> None:
        touched = [*homework]
        for one in touched:
            one.saved.set()
        if touched:
            self._interrupt()

    def _interrupt(self) -> None:
        """Wake the main thread, or end what it grades."""
        with self._lock:
            if self._grading:
                self._interrupts += 1
                _thread.interrupt_main()
        self._wake.set()

    def _press(self, key: str) -> None:
        shown = self._shown
        if key == "q":
            self._ended = True
            self._interrupt()
        elif key in ("a", "f") and shown:
            self._focus = _next_to_mend(shown.whole, self._focus) if key == "f" else None
            shown.graded = shown.report = None
            self._save([shown])
        elif key == "h" and shown and shown.report:
            self._open_page(shown)

    # -------------------------------------------------------------------------------- grading

    def _grade(self, one: Homework) -> None:
        one.saved.clear()
        try:
            contents = one.read()
        except UsageError as error:  # it was moved or deleted, and may come back
            self._complain(error)
            return
        if contents == one.graded:
            return

        self._shown = one
        try:
            with self._busy():
                report = self._graded(one, contents)
        except UsageError:  # the command line is wrong, which no save mends
            raise
        except GradeError as error:
            self._complain(error)
            return
        one.graded, one.report = contents, report
        one.whole = _brought_up_to_date(one.whole, report) if self._focus else report
        self._show(one)

    def _complain(self, error: GradeError) -> None:
        self._print("\n".join(filter(None, [error.message, error.hint])))

    @contextlib.contextmanager
    def _busy(self) -> Iterator[None]:
        with self._lock:
            self._grading = True
        try:
            yield
        finally:
            with self._lock:
                self._grading = False

    def _graded(self, one: Homework, contents: Contents) -> Report:
        with options.listener() as listener:
            self._grader.listener = listener
            listener.starts(one.assignment.name)
            submission = self._grader.parse(one.assignment, contents, whole=self._whole)
            device = self._grader.device(one.assignment)
            fingerprint = SubmissionFingerprint(
                AssignmentFingerprint(one.assignment, device), submission, one.report
            )
            only = [self._focus] if self._focus else self._only
            return self._grader.grade(
                one.assignment, submission, only=only, fingerprint=fingerprint
            )

    # ------------------------------------------------------------------------------ the screen

    def _show(self, one: Homework) -> None:
        if one.report is None:
            return
        color = options.lively(sys.stdout)
        report = replace(one.report.for_student(), submission=one.graded.name if one.graded else "")
        text = to_overview(report, width=options.width(color=color), color=color)
        self._print(text.rstrip("\n"))

    def _print(self, text: str) -> None:
        """Show a text in the place of the last one, and below it what can be done."""
        self._text = text
        if options.lively(sys.stdout):
            click.clear()
        watched = _(", ").join(one_line(_watched(one), 60) for one in self._homework)
        footer = _("watching {names}", names=watched)
        if self._focus:
            footer += " · " + _("only {function}", function=self._focus)
        if self._has_keys:
            footer += " · " + _("q quit · a all again · f next function alone · h page")
        click.echo(f"{text}\n\n{printable(footer)}", color=True)

    def _open_page(self, one: Homework) -> None:
        from grader.report.html import to_html

        assert one.report is not None  # noqa: S101 - the caller asked
        try:
            titles = {one.assignment.name: one.assignment.title}
            page = to_html([one.report.for_student()], titles)
        except GradeError as error:
            self._print(f"{self._text}\n\n{error.message}\n{error.hint}")
            return
        with self._writing:
            if self._ended:
                return
            if self._folder is None:
                room = tempfile.TemporaryDirectory(
                    prefix="gradekit-page-", ignore_cleanup_errors=True
                )
                self._folder = Path(self._pages.enter_context(room))
            file = self._folder / f"{one.assignment.name}.html"
            file.write_text(page, "utf-8")
        if not webbrowser.open(file.as_uri()):
            self._print("\n\n".join([self._text, _("the page is {file}", file=file)]))


def _watched(one: Homework) -> str:
    """Return the file that was graded, or the folder, as seen from the current folder."""
    file = one.graded.file if one.graded else ""
    path = Path(file) if file else one.place
    with contextlib.suppress(ValueError, OSError):
        path = path.resolve().relative_to(Path.cwd())
    return str(path) if path.name else name_of(path)


def _folders_in(folder: Path) -> Iterator[Path]:
    """Yield a folder and those in it that may hold parts of a homework, up to a few dozen."""
    pending = [folder]
    for _number in range(_MOST_FOLDERS):
        if not pending:
            return
        current = pending.pop(0)
        yield current
        with contextlib.suppress(OSError):
            pending += [
                inner
                for inner in sorted(current.iterdir())
                if inner.is_dir()
                and not inner.is_symlink()
                and not inner.name.startswith((".", "__pycache__"))
                and not (inner / "pyvenv.cfg").exists()
            ]


def _is_code(path: Path) -> bool:
    return path.suffix in _CODE and not path.name.startswith(".")


def _brought_up_to_date(whole: Report | None, part: Report) -> Report:
    """Return a report on all checks, with those of a later report on some of them."""
    if whole is None:
        return part
    later = {check.name: check for check in part.checks}
    return replace(whole, checks=tuple(later.get(check.name, check) for check in whole.checks))


def _next_to_mend(report: Report | None, current: str | None) -> str | None:
    """Return the first function with a check that did not pass, or the one after the current."""
    wrong = [
        check.called[0]
        for check in (report.checks if report else ())
        if check.outcome is not Outcome.PASSED and check.called
    ]
    functions = [*dict.fromkeys(wrong)]
    if current in functions:
        return functions[(functions.index(current) + 1) % len(functions)]
    return functions[0] if functions else None
