"""``%check`` in a notebook: grade functions as they stand there, and show the result below the cell.

Grading happens in a process of its own, as everywhere: nothing that the notebook did changes a result.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.display import display

from grader import course as courses
from grader.contents import MAX_MODULES
from grader.errors import GradeError
from grader.language import LANGUAGES, _, preferred, speak
from grader.report import to_terminal
from grader.report.html import to_fragment
from grader.report.json import read_json
from grader.results import Report
from grader.source import UNPARSABLE, parse


def load(shell: Any) -> None:
    """Make ``%check`` known to a notebook's shell."""
    parser = MagicArgumentParser("%check", add_help=False)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("-a", "--assignment")
    parser.add_argument("--lang", choices=LANGUAGES, default=preferred(os.environ))

    def check(line: str) -> None:
        """Grade functions as they stand in this notebook.

        %check                       all of the assignment
        %check backward              the checks of this function
        %check -a fizzbuzz --lang zh where the folder does not tell the assignment; in Chinese
        """
        arguments = parser.parse_argstring(line)
        with speak(arguments.lang):
            _check(shell, arguments.names, arguments.assignment, arguments.lang)

    shell.register_magic_function(check, "line", "check")


def _check(shell: Any, names: Sequence[str], assignment: str | None, language: str) -> None:
    here = Path.cwd()
    shown = display({"text/plain": _("grading …")}, raw=True, display_id=True)
    try:
        name = assignment or courses.guess(courses.find([here], None), here)
        with tempfile.TemporaryDirectory() as room:
            homework = _written_out(shell.history_manager.input_hist_raw[1:], here, Path(room))
            options = [option for one in names for option in ("--check", one)]
            done = _run([str(homework), "-a", name, *options, "--format", "json", "--lang", language])
    except GradeError as error:
        _say("\n".join(filter(None, (error.message, error.hint))), shown)
        return
    except KeyboardInterrupt:
        _say(_("interrupted"), shown)
        return
    if done.stdout:
        _show_report(read_json(done.stdout), shown)
    else:
        _say(done.stderr.strip().removeprefix("grade: "), shown)


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run ``grade check``; where the notebook is interrupted, it is too, and ends in order."""
    command = [sys.executable, "-m", "grader", "check", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            stdout, stderr = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.communicate()
            raise
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def _written_out(cells: Sequence[str], here: Path, room: Path) -> Path:
    """Write what ran in the notebook, in its order, as a notebook of its own, with the modules that lie beside it."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in _standing(cells)])
    homework = room / "homework.ipynb"
    nbformat.write(book, homework)
    for module in here.glob("*.py"):
        if module.name != "homework.py" and module.is_file() and module.stat().st_size <= MAX_MODULES:
            shutil.copy(module, room)
    return homework


def _standing(cells: Sequence[str]) -> list[str]:
    """Leave the cells empty of which nothing stands any more: all that they define was defined again later.

    So a cell that was run a hundred times counts once. Each keeps its number: code cell 5 is what ran as [5].
    """
    kept, later = [], set[str]()
    for cell in reversed(cells):
        names = _defined(cell)
        kept.append("" if names is not None and names <= later else cell)
        later |= names or set()
    return kept[::-1]


def _defined(cell: str) -> set[str] | None:
    """Give the names that a cell defines; None where it does anything else, or is no Python."""
    try:
        statements = parse(cell).body
    except UNPARSABLE:
        return None
    names = [_bound(statement) for statement in statements]
    return None if None in names else {name for some in names for name in some or ()}


def _bound(statement: ast.stmt) -> list[str] | None:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return None


def _say(text: str, shown: Any) -> None:
    shown.update({"text/plain": text}, raw=True)


def _show_report(report: Report, shown: Any) -> None:
    cell = next((check.place.cell for check in report.checks if check.place and check.place.cell), 0)
    note = _("Code cell {cell} is the one that ran as [{cell}].").format(cell=cell) if cell else ""
    html = to_fragment(report) + (f"<p>{note}</p>" if note else "")
    shown.update({"text/plain": to_terminal(replace(report, submission="")), "text/html": html}, raw=True)
