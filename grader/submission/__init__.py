"""What a student handed in, as one text of statements."""

from __future__ import annotations

import codecs
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.language import _, one_line, printable
from grader.results import Place, Reason
from grader.submission import files, modules, script
from grader.submission.files import Contents, choice
from grader.submission.files.entries import bad_name
from grader.submission.source import Reading, Source

# Characters: to parse a million lines would take the examiner minutes and gigabytes.
MAX_CODE = 256 << 10
_MAX_BYTES_OF_CHARACTER = 4
_SHOWN = 5
# Some other encodings take long, or decode anything.
_ENCODINGS = re.compile(
    r"utf-8(-sig)?|ascii|iso8859-\d+|cp(125\d|437|850|93[26]|949|950)|gbk|gb2312|gb18030|big5"
    r"|euc_\w+|shift_jis|koi8-r"
)

_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Submission:
    """One student's homework.

    Attributes:
        path: as it was given.
        beside: the files that its code may import or open: path to bytes.
        notes: what a reader of the report should know, for example which of two files was taken.
        problem: why it cannot be read; "" where it can. Its source is then empty.
        place: where that can be seen; None where it is not known.
        reason: what checks report then.
        file: the path of the file that is graded; "" where it lies in an archive.
    """

    path: str
    source: Source
    beside: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""
    place: Place | None = None
    reason: Reason = Reason.ERROR
    file: str = ""


def read(path: Path, assignment: str, *, whole: bool = False) -> Submission:
    """Read a .py, an .ipynb, a folder or a zip.

    What cannot be read becomes the submission's ``problem``.

    Args:
        path: where it is.
        assignment: the folder's name that is preferred, where several hold a homework.
        whole: run every statement of it later, not only what the graded functions need.

    Raises:
        UsageError: there is nothing at ``path``.
    """
    return parse(files.pick(path, assignment), whole=whole)


def parse(picked: Contents, *, whole: bool = False) -> Submission:
    """Return one text of the statements in what was picked.

    Where that is not possible, the reason becomes the ``problem``.
    """
    if picked.problem:
        return unreadable(picked, picked.problem)
    try:
        reading = _reading(picked, whole)
        helpers = modules.read({**picked.beside, **_encoded(reading.files)}, reading.source)
    except SubmissionError as error:
        return unreadable(picked, printable(str(error)), error.place)

    source = replace(reading.source, borrowed=helpers.borrowed)
    notes = (*_other_name(picked), *picked.notes, *reading.notes)
    return Submission(picked.path, source, helpers.files, notes, file=picked.file)


def _other_name(picked: Contents) -> list[str]:
    """Return a note on a file that somebody may not expect to be graded, where none is there."""
    name = picked.name
    is_expected = choice.is_named_homework(PurePosixPath(name)) or Path(picked.path).name == name
    if is_expected or any(name in note for note in picked.notes):
        return []
    note = _("graded {file}: there is no homework.py and no homework.ipynb", file=name)
    return [printable(note)]


def _encoded(files: dict[str, str]) -> dict[str, bytes]:
    """Return the files that a notebook writes; a path that leads out of its folder is left out."""
    return {
        path: text.encode("utf-8", "replace")
        for path, text in files.items()
        if path and path.isprintable() and not bad_name(PurePosixPath(path))
    }


def unreadable(picked: Contents, problem: str, place: Place | None = None) -> Submission:
    """Return the submission for what cannot be read, with the reason and where it can be seen."""
    source = Source(Path(picked.path).name, "")
    return Submission(picked.path, source, problem=problem, place=place, file=picked.file)


def without_functions(parsed: Submission, functions: Sequence[str]) -> Submission:
    """Return a submission that defines none of the graded functions, with that as its problem."""
    file = parsed.source.filename
    if not parsed.source.text.strip() and not parsed.source.cells:
        problem = _(
            "{file} is empty: save your work, or get the file from the course again", file=file
        )
    else:
        names = [*functions[:_SHOWN], "…"] if len(functions) > _SHOWN else functions
        problem = _(
            "{file} defines none of the functions that are graded: {names}",
            file=file,
            names=_(", ").join(names),
        )
    source = replace(parsed.source, text="", cells=(), needs={})
    return replace(parsed, source=source, problem=problem, reason=Reason.MISSING)


def _reading(picked: Contents, whole: bool) -> Reading:
    name = one_line(picked.name, 80)

    if Path(picked.name).suffix.lower() == ".ipynb":
        from grader.submission import notebook

        cells = notebook.cells_of(picked.data, name)
        texts = [cell.text for cell in cells if cell.kind == "code"]
        _require_size(sum(map(len, texts)), name)
        others = [cell for cell in cells if cell.kind != "code"]
        file_lines = notebook.lines_in_file(picked.data, texts)
        return notebook.to_source(texts, name, others, file_lines=file_lines, whole=whole)

    text = _decode(picked.data, name)
    _require_size(len(text), name)
    return script.to_source(text, name, whole=whole)


def _require_size(characters: int, name: str) -> None:
    if characters > MAX_CODE:
        message = _("{file} holds more than {size} KB of code", file=name, size=MAX_CODE >> 10)
        raise SubmissionError(message, _("leave out data and code that is not graded"))


def _decode(data: bytes, name: str) -> str:
    """Decode as Python does: a BOM, a declared encoding, else UTF-8; any kind of line end."""
    _require_size(len(data) // _MAX_BYTES_OF_CHARACTER, name)
    hint = _("save the file as UTF-8")
    # Of English letters in UTF-16, every other byte is 0.
    if data.startswith(_WIDE_BOMS) or 3 * data.count(0) > len(data):
        raise SubmissionError(
            _("{file} is saved as UTF-16, which Python does not read", file=name), hint
        )

    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = _(
            "{file}, line {line}: not valid {encoding}",
            file=name,
            line=line,
            encoding=error.encoding,
        )
        raise SubmissionError(message, hint, Place(name, line, file_line=line)) from None
    except (SyntaxError, LookupError) as error:
        raise SubmissionError(_("{file}: {error}", file=name, error=error), hint) from None

    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    encoding, _lines = tokenize.detect_encoding(BytesIO(data).readline)
    if not _ENCODINGS.fullmatch(codecs.lookup(encoding).name):
        raise LookupError(_("the encoding {encoding} is not supported", encoding=encoding))
    return encoding
