"""``%check`` in a notebook: grade functions as they are there, and show the result below the cell.

::

    cells that ran ─▶ what of it ran ─▶ what the functions need ─▶ notebook ─▶ grade check ─▶ table
                      (nothing below an exception, or below %check itself)

Grading happens in a process of its own, as everywhere: nothing that the notebook did changes a
result.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import IO, Any, cast

import nbformat
from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.display import display

from grader import course as courses
from grader.checks import assignment as assignments
from grader.cli.progress import Marked
from grader.errors import GradeError, SubmissionError
from grader.errors import UsageError as GradeUsageError
from grader.language import LANGUAGES, _, later, preferred, speak
from grader.report.html import to_fragment
from grader.report.json import read_json
from grader.report.terminal import to_terminal
from grader.results import Reason, Report
from grader.submission import files, modules, notebook
from grader.submission.slicing import slice_source
from grader.submission.source import UNPARSABLE, parse

_MOST_CODE = 200_000  # characters
_IMPORTING = ("import ", "from ", "#", "%")
_BETWEEN_S = 0.2
_MOST_CELLS = 1500  # that keep the notebook's numbers; a submission may have 2000

_HELP = later(
    "Grade functions as they are in this notebook, and show the result below the cell.\n"
    "\n"
    "%check                      all of the assignment\n"
    "%check NAME ...             only these functions, or checks\n"
    "%check -a ASSIGNMENT        where the notebook is not in its folder of the course\n"
    "%check --lang en|zh         in English, in Chinese\n"
    "%check --help               show this text\n"
)


def load(shell: Any) -> None:
    """Register ``%check`` in a notebook's shell."""
    language = preferred(os.environ)
    parser = MagicArgumentParser("%check", add_help=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("-a", "--assignment")
    parser.add_argument("--lang", choices=LANGUAGES, default=language)
    parser.add_argument("-h", "--help", action="store_true")
    history = History(shell)
    shell.events.register("post_run_cell", history.note_end)

    def check(line: str) -> None:
        """Grade functions as they are in this notebook; `%check --help` says more."""
        try:
            arguments = parser.parse_argstring(line.rstrip("; "))
        except ValueError as error:  # of quotes
            raise UsageError(str(error)) from None
        with speak(arguments.lang):
            if arguments.help:
                display({"text/plain": _(_HELP)}, raw=True)
                return
            _check(history.ran(), arguments.names, arguments.assignment, arguments.lang)

    shell.register_magic_function(check, "line", "check")


class History:
    """The cells that a shell ran, and how far each of them got."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        # By the cell's number: the first line that did not run.
        self._ends: dict[int, int] = {}

    def note_end(self, result: Any) -> None:
        """Record where a cell ended, if an exception ended it."""
        error = result.error_before_exec or result.error_in_exec
        if not error or not result.execution_count:
            return

        line = 1
        if result.error_in_exec:
            line = self._line(traceback.walk_tb(error.__traceback__))
        self._ends[result.execution_count] = line

    def ran(self) -> list[str]:
        """Return what ran of each cell so far; the present cell counts up to its current line."""
        cells = list(self._shell.history_manager.input_hist_raw)[1:]
        ends = {**self._ends, len(cells): self._line(traceback.walk_stack(None))}
        return [
            self._above(cell, ends[number]) if number in ends else cell
            for number, cell in enumerate(cells, start=1)
        ]

    def _line(self, frames: Iterable[tuple[FrameType, int]]) -> int:
        """Return the line at which a cell is, by the frames above or below it."""
        space = self._shell.user_ns
        own = (
            line
            for frame, line in frames
            if frame.f_globals is space and frame.f_code.co_name == "<module>"
        )
        return next(own, 1)

    def _above(self, cell: str, line: int) -> str:
        """Return the statements of a cell that end above the one at a line."""
        try:
            statements = parse(self._shell.transform_cell(cell)).body
        except UNPARSABLE:
            return ""

        ends = [statement.end_lineno or 0 for statement in statements]
        end = max((number for number in ends if number < line), default=0)
        return "\n".join(cell.split("\n")[:end])


def _check(
    cells: Sequence[str], names: Sequence[str], assignment: str | None, language: str
) -> None:
    here = Path.cwd()
    shown = display({"text/plain": _("grading …")}, raw=True, display_id=True)
    try:
        course = _course_at(here)
        name = assignment or courses.guess(course, here)
        functions = assignments.load(course.folder(name), None).manifest.functions
        with tempfile.TemporaryDirectory() as room:
            code = "\n".join(cells).encode("utf-8", "replace")
            beside = files.in_same_folder(here / "homework.ipynb", code)
            _write(beside, _needed(cells, functions, beside), Path(room))
            options = ["--format", "json", "--lang", language]
            for check in names:
                options += ["--check", check]
            arguments = [room, "-a", name, *options]
            done = _run(arguments, course.root, lambda text: _show_text(text, shown))
    except GradeError as error:
        _show_text("\n".join(filter(None, (error.message, error.hint))), shown)
        return
    except KeyboardInterrupt:
        _show_text(_("interrupted"), shown)
        return

    if done.stdout:
        _show_report(read_json(done.stdout), shown, numbered=len(cells) <= _MOST_CELLS)
    else:
        _show_text(done.stderr.strip().removeprefix("grade: "), shown)


def _course_at(here: Path) -> courses.Course:
    """Return the course that a folder belongs to, or one that was cloned into it, as in Colab."""
    clones = [folder.parent for folder in sorted(here.glob("*/assignments"))]
    try:
        return courses.find([here, *clones], None)
    except GradeUsageError as error:
        hint = _("run `%cd FOLDER` first, with the course's folder, or one in it")
        raise GradeUsageError(error.message, hint) from None


def _needed(
    cells: Sequence[str], functions: Sequence[str], beside: Mapping[str, bytes]
) -> list[str]:
    """Return the cells, each reduced to the statements that functions need.

    Experiments are left out. Each cell keeps its number, which a message may name.

    Args:
        beside: the files that lie beside the notebook: modules may use its functions.
    """
    try:
        source = notebook.to_source(_latest(cells), "").source
    except SubmissionError:  # none of them is Python
        return list(cells)

    borrowed = modules.read(beside, source).borrowed.values()
    names = {*functions}.union(*borrowed)
    sliced = _without_overruled(slice_source(source.text, sorted(names)).text)
    lines = [line.rstrip() for line in sliced.split("\n")]
    starts = [cell.line - 1 for cell in source.cells]
    ends = [*starts[1:], len(lines)]
    needed = []
    for start, end in zip(starts, ends, strict=True):
        cell = "\n".join(lines[start:end])
        needed.append(cell if cell.strip() else "")

    if len(needed) <= _MOST_CELLS:
        return needed
    return [cell for cell in needed if cell]


def _latest(cells: Sequence[str]) -> list[str]:
    """Return the cells; of a very long history, only the latest ones and those that import.

    A longer text would not be sliced.
    """
    kept = []
    room = _MOST_CODE
    for cell in reversed(cells):
        room -= len(cell)
        kept.append(cell if room >= 0 or _only_imports(cell) else "")
    return kept[::-1]


def _only_imports(cell: str) -> bool:
    lines = filter(None, map(str.strip, cell.split("\n")))
    return all(line.startswith(_IMPORTING) for line in lines)


def _without_overruled(text: str) -> str:
    """Blank functions that were defined again before anything could have called them."""
    lines = text.split("\n")
    later: set[str] = set()
    for statement in reversed(parse(text).body):
        if isinstance(statement, ast.FunctionDef) and not statement.decorator_list:
            if statement.name in later:
                end = statement.end_lineno or statement.lineno
                for number in range(statement.lineno, end + 1):
                    lines[number - 1] = ""
            later.add(statement.name)
        elif any(isinstance(node, ast.Call) for node in ast.walk(statement)):
            later.clear()
    return "\n".join(lines)


def _write(beside: Mapping[str, bytes], cells: Sequence[str], room: Path) -> None:
    """Write cells as a notebook of their own, with the files that lie beside the student's."""
    code_cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=code_cells), room / "homework.ipynb")

    for path, data in beside.items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_bytes(data)


def _run(
    arguments: Sequence[str], folder: Path, show: Callable[[str], None]
) -> subprocess.CompletedProcess[str]:
    """Run ``grade check``; if the notebook is interrupted, it is too, and ends in order.

    Args:
        folder: where it runs, in the course.
        show: shows how far it is.
    """
    command = [sys.executable, "-m", "grader", "check", *arguments]
    environment: Mapping[str, str] = {
        **os.environ,
        "PYTHONIOENCODING": "utf-8",
        "GRADE_PROGRESS": "1",
    }
    options: dict[str, Any] = {
        "cwd": folder,
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }

    with subprocess.Popen(command, env=environment, encoding="utf-8", **options) as process:  # noqa: S603 - our own
        output, messages = cast("IO[str]", process.stdout), cast("IO[str]", process.stderr)
        printed: list[str] = []
        reader = threading.Thread(target=lambda: printed.append(output.read()))
        reader.start()
        try:
            stderr = _messages(messages, show)
            process.wait()
        except KeyboardInterrupt:
            if sys.platform == "win32":
                process.terminate()
            else:
                process.send_signal(signal.SIGINT)
            _messages(messages, lambda _text: None)
            process.wait()
            raise
        finally:
            reader.join()
    return subprocess.CompletedProcess(command, process.returncode, "".join(printed), stderr)


def _messages(stream: Iterable[str], show: Callable[[str], None]) -> str:
    """Show the lines that say how far it is, a few a second, and return the others."""
    others = []
    shown_s = 0.0
    for line in stream:
        if not line.startswith(Marked.MARK):
            others.append(line)
        elif time.monotonic() - shown_s > _BETWEEN_S:
            shown_s = time.monotonic()
            show(_("grading …") + "  " + line[1:].strip())
    return "".join(others)


def _show_text(text: str, shown: Any) -> None:
    shown.update({"text/plain": text}, raw=True)


def _show_report(report: Report, shown: Any, *, numbered: bool) -> None:
    notes = []
    places = [check.place for check in report.checks if check.place]
    cell = next((place.cell for place in places if place.cell), 0)
    if cell and numbered:
        notes.append(_("Code cell {cell} is the one that ran as [{cell}].", cell=cell))
    if any(check.reason in (Reason.MISSING, Reason.UNWRITTEN) for check in report.checks):
        notes.append(
            _("Only cells that ran are graded: first run the cell that defines the function.")
        )

    html = to_fragment(report) + "".join(f"<p>{note}</p>" for note in notes)
    text = to_terminal(replace(report, submission="")) + "".join(f"{note}\n" for note in notes)
    shown.update({"text/plain": text, "text/html": html}, raw=True)
