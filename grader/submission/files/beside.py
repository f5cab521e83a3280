"""Which files come with the homework: modules that it may import, and data that it may open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from grader.errors import SubmissionError
from grader.language import _, printable
from grader.submission.files.choice import (
    is_homework_or_copy,
    is_named_homework,
    may_be_homework,
)
from grader.submission.files.entries import Entry, RefusedFileError

MAX_MODULES = 1 << 20  # bytes of all of them
MAX_DATA = 4 << 20  # of all other files
MAX_FILES = 200


def files_beside(
    homework: Entry, code: bytes, entries: Iterable[Entry | RefusedFileError]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return what comes along: path within the homework's folder to bytes; notes on what does not.

    These are the modules in the folder, packages in it whose name the homework mentions, and
    other files that it seems to open: it mentions their names or their endings.

    Args:
        code: the homework's bytes.
        entries: what may lie beside it.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    modules_room = MAX_MODULES
    data_room = MAX_DATA

    # What a module opens comes along, too: the modules go first.
    for entry, path in sorted(_within(homework, entries), key=_modules_first):
        is_module = path.suffix == ".py"
        if not (_is_module(path, code) if is_module else _is_opened(path, code)):
            continue
        if isinstance(entry, RefusedFileError) and not _mentions(code, path.stem):
            continue
        # What is unpacked of a class's download has empty files in the place of data.
        if isinstance(entry, Entry) and not is_module and not entry.size:
            continue

        try:
            largest = MAX_MODULES if is_module else MAX_DATA
            room = modules_room if is_module else data_room
            data = _read(entry, largest, room, len(files))
        except (SubmissionError, OSError) as error:
            notes.append(printable(_("{problem}; it does not come along", problem=error)))
            continue
        files[str(path)] = data
        code += data if is_module else b""
        modules_room -= len(data) if is_module else 0
        data_room -= 0 if is_module else len(data)

    return files, tuple(notes)


def _within(
    homework: Entry, entries: Iterable[Entry | RefusedFileError]
) -> Iterator[tuple[Entry | RefusedFileError, PurePosixPath]]:
    """Yield the other files in the homework's folder with their paths in it."""
    folder = homework.name.parent
    for entry in entries:
        if entry.name != homework.name and entry.name.is_relative_to(folder):
            yield entry, entry.name.relative_to(folder)


def _modules_first(item: tuple[object, PurePosixPath]) -> tuple[bool, int, PurePosixPath]:
    _entry, path = item
    return path.suffix != ".py", len(path.parts), path


def _is_module(path: PurePosixPath, code: bytes) -> bool:
    """Whether an import may find a file."""
    *folders, _name = path.parts
    if not all(part.isidentifier() for part in (*folders, path.stem)):
        return False
    if folders:
        return _mentions(code, folders[0])
    if path.stem == "__init__" or is_named_homework(path):
        return False
    return may_be_homework(path) or _mentions(code, path.stem)


def _is_opened(path: PurePosixPath, code: bytes) -> bool:
    """Whether code seems to open a file that is no module."""
    if path.suffix == ".ipynb":
        return not is_homework_or_copy(path) and _mentions(code, path.stem)
    ending = path.suffix or path.name
    return _mentions(code, path.name) or (len(ending) > 1 and _mentions(code, ending))


def _mentions(code: bytes, name: str) -> bool:
    """Whether a name is in a text; a notebook may write it in ASCII."""
    escaped = "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in name)
    return name.encode("utf-8", "replace") in code or escaped.encode() in code


def _read(entry: Entry | RefusedFileError, largest: int, room: int, files: int) -> bytes:
    """Read a file.

    Raises:
        SubmissionError: it is refused, or there is no room for it.
    """
    if isinstance(entry, RefusedFileError):
        raise entry
    if files >= MAX_FILES:
        problem = _("{file} is one of more than {number} files", file=entry.name, number=MAX_FILES)
        raise SubmissionError(problem)
    if entry.size > room:
        problem = _(
            "{file} and the other files beside the homework are larger than {size} MB",
            file=entry.name,
            size=largest >> 20,
        )
        raise SubmissionError(problem)
    return entry.read()
