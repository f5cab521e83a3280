"""A .py as one text of statements, also where a notebook was exported to it."""

from __future__ import annotations

import re

from grader.errors import SubmissionError
from grader.language import _, one_line
from grader.results import Place
from grader.submission import ipython
from grader.submission.source import Reading, Source
from grader.submission.syntax_errors import line_of, parse_error, problem_of

_SHOWN = 5
# What nbconvert and Colab write above a notebook's code.
_EXPORTED = re.compile(
    r"""^\#\ In\ ?\[[\d\ ]*\]:
      | ^Automatically\ generated\ by\ Colab
      | get_ipython\(\)""",
    re.MULTILINE | re.VERBOSE,
)


def to_source(text: str, filename: str, *, whole: bool = False) -> Reading:
    """Read a .py; lines that only a notebook understands are left out, with a note.

    Raises:
        SubmissionError: it is no Python.
    """
    translated = ipython.translate_lines(text)
    error = parse_error(translated.text)
    if error:
        raise _unparsable(error, translated.text, filename)

    called = ipython.translate_calls(translated.text)
    source = Source(
        filename,
        called.text,
        whole=whole,
        jupyter=bool(translated.lines or _EXPORTED.search(text)),
    )
    notes = (_note(text, translated.lines, filename),) if translated.lines else ()
    files = {called.file.path: called.file.text} if called.file else {}
    return Reading(source, files, notes)


def _unparsable(error: Exception, text: str, filename: str) -> SubmissionError:
    line = line_of(error, text)
    return SubmissionError(
        _("{file} cannot be parsed: {problem}", file=filename, problem=problem_of(error, text)),
        place=Place(filename, line, file_line=line),
    )


def _note(text: str, numbers: tuple[int, ...], filename: str) -> str:
    lines = text.split("\n")
    shown = [
        _("line {line}: `{code}`", line=number, code=one_line(lines[number - 1].strip(), 60))
        for number in numbers[:_SHOWN]
    ]
    if len(numbers) > _SHOWN:
        shown.append("…")
    return _(
        "{file} has lines that only a notebook understands; they are left out: {lines}",
        file=filename,
        lines=_(", ").join(shown),
    )
