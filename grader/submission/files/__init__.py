"""What of a path is graded, as bytes: the file, and the modules and the data beside it.

The reader is the examiner's, and what it reads is hostile. It is the only one: ``grade batch``
walks folders and reads zips with it, too. Sizes are capped, links are not followed, nothing but
regular files is opened, and nothing is parsed here.

::

    path ─▶ folder_entries, zip_entries ─▶ what may be read ─▶ choice, beside ─▶ Contents
                          └──────────────▶ what is refused, and why
"""

from __future__ import annotations

import contextlib
import difflib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from grader.errors import SubmissionError, UsageError, did_you_mean, names_meant
from grader.language import _, one_line, printable
from grader.submission.digest import sha256
from grader.submission.files import beside, choice, folder
from grader.submission.files.archive import open_zip, zip_entries
from grader.submission.files.entries import (
    Entry,
    RefusedFileError,
    bad_name,
    is_ignored_folder,
    too_large,
)
from grader.submission.files.folder import folder_entries, read_regular
from grader.submission.files.kinds import is_archive, is_code, name_of, why_not_read
from grader.submission.files.unpacking import Caps, unpack_other

MAX_ZIP = 64 << 20  # whose list of files is read as a whole
MAX_ENTRIES = 2000
_CLOSE = 0.8  # how much a path resembles the one that was meant
# Of an archive that is no zip.
_CAPS = Caps(folder.MAX_FILE, 256 << 20, 10 * MAX_ENTRIES, seconds=20.0)


@dataclass(frozen=True)
class Contents:
    """What of a path is graded.

    Attributes:
        path: as it was given.
        name: of the file that is graded, within the path.
        data: that file's.
        beside: the files that come with it, by their path within its folder.
        notes: what a reader of the report should know, for example which of two files was taken.
        problem: why nothing can be graded; "" where something can.
        file: the path of the file that is graded; "" where it lies in an archive.
    """

    path: str
    name: str = ""
    data: bytes = b""
    beside: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""
    file: str = ""

    @property
    def sha256(self) -> str:
        """The hash of its name, its bytes, the files beside it and its problem, in hex."""
        name, problem = (text.encode("utf-8", "replace") for text in (self.name, self.problem))
        beside = [
            part
            for path, data in sorted(self.beside.items())
            for part in (path.encode("utf-8", "replace"), data)
        ]
        return sha256(name, self.data, problem, *beside)


def pick(
    path: Path,
    assignment: str,
    upload: Sequence[tuple[str, Path]] = (),
    functions: Sequence[str] = (),
) -> Contents:
    """Return what of a .py, an .ipynb, a folder or an archive is graded.

    What cannot be read becomes its ``problem``.

    Args:
        path: where it is.
        assignment: the folder's name that is preferred, where several hold a homework.
        upload: the files that lie there among those of others, ``path`` included, each by the name
            that it had before; empty where ``path`` is all.
        functions: the graded ones: of files with other names, the one that defines them is graded.

    Raises:
        UsageError: there is nothing at ``path``.
    """
    require_existence(path)
    try:
        with contextlib.ExitStack() as stack:
            listing = _upload_listing(path, upload) if upload else _listing(path, stack)
            return _picked(path, assignment, listing, functions)
    except SubmissionError as error:
        problem = printable(str(error))
    except OSError as error:
        problem = _("cannot be read: {error}", error=error.strerror or error)
    return Contents(as_text(path), as_text(name_of(path)), problem=problem)


def as_text(path: PurePath | str) -> str:
    """Return a path as a text that every encoding of Unicode can hold.

    Python keeps bytes that are no UTF-8 as lone surrogates: each becomes U+FFFD.
    """
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", str(path))


def require_existence(path: Path, names: Sequence[str] = ()) -> None:
    """Raise UsageError where there is nothing at ``path``, or nothing that may be seen.

    Args:
        names: what else might have been given in its place.
    """
    shown = one_line(str(path), 200)
    try:
        exists = path.exists()
    except OSError as error:
        raise UsageError(_("{path}: {error}", path=shown, error=error.strerror)) from None

    if not exists:
        hint = _("give a .py, an .ipynb, a folder or a zip")
        if close := _close_to(path):
            hint = _("did you mean {name}?", name=one_line(close, 200))
        elif names_meant(str(path), names):
            hint = did_you_mean(str(path), names)
        raise UsageError(_("{path} does not exist", path=shown), hint=hint)


def _close_to(path: Path) -> str:
    """Return a path that exists and resembles this one in its first missing part; "" for none."""
    missing = path
    while missing.parent != missing and not missing.parent.exists():
        missing = missing.parent
    try:
        names = [entry.name for entry in missing.parent.iterdir()]
    except OSError:
        return ""
    close = difflib.get_close_matches(missing.name, names, 1, _CLOSE)
    there = missing.parent.joinpath(*close, path.relative_to(missing))
    return as_text(there) if close and there.exists() else ""


def _picked(path: Path, assignment: str, listing: _Listing, functions: Sequence[str]) -> Contents:
    candidates = listing.entries[:1]
    if not listing.is_file:
        candidates = choice.candidates_of(listing.entries, assignment)
    others = [*listing.refused, *listing.others]
    others += [entry for entry in listing.entries if entry not in candidates]
    homework, notes = choice.choose(candidates, others, path, functions)
    if not listing.is_file:
        homework, notes = choice.rather_written(homework, notes, listing.entries)

    twice = [
        printable(str(refusal)) for refusal in listing.refused if refusal.name == homework.name
    ]

    file = as_text(path)
    if path.is_dir():
        file = as_text(path / homework.name)
    elif not listing.is_file:
        file = ""

    data = homework.read()
    others = [*listing.entries, *listing.refused, *listing.others]
    if listing.is_file and choice.is_named_homework(homework.name):
        others += _packages_beside(path, data)
    files, left_out = beside.files_beside(homework, data, others)
    return Contents(
        as_text(path),
        as_text(homework.name.name),
        data,
        files,
        (*notes, *twice, *left_out),
        file=file,
    )


# --------------------------------------------------------------------------------- its files


@dataclass(frozen=True)
class _Listing:
    """The Python files and notebooks of a path.

    Attributes:
        others: its files of other kinds.
        is_file: the path is that of one file, the first of the entries; all others are its modules.
    """

    entries: list[Entry]
    refused: list[RefusedFileError]
    others: list[Entry | RefusedFileError] = field(default_factory=list)
    is_file: bool = False


def _listing(path: Path, stack: contextlib.ExitStack) -> _Listing:
    """Return what lies at a path; an archive is open as long as the stack is."""
    if path.is_dir():
        return _sorted_out(folder_entries(path), path)
    if path.suffix.lower() == ".zip":
        return _zip_listing(path, stack)
    if is_archive(path):
        return _unpacked_listing(path, stack)
    if not is_code(path):
        message = _("{file} {why}", file=path.name, why=why_not_read(path))
        raise SubmissionError(message)

    # The user named it, so a link is meant.
    target = path.resolve()
    name = PurePosixPath(path.name)
    entry = Entry(name, 0, target.stat().st_mtime, partial(read_regular, target))

    # What lies beside ada.py are the files of bob and others, and no modules of hers.
    if not choice.is_named_homework(name):
        return _Listing([entry], [], is_file=True)

    beside = _sorted_out(folder_entries(path.parent, deep=False), path.parent)
    modules = [other for other in beside.entries if not choice.is_named_homework(other.name)]
    return _Listing([entry, *modules], [], is_file=True)


def _upload_listing(path: Path, upload: Sequence[tuple[str, Path]]) -> _Listing:
    """Return the files of an upload, by the names that they had before."""
    found = [
        Entry(
            PurePosixPath(name),
            file.lstat().st_size,
            file.lstat().st_mtime,
            partial(read_regular, file),
        )
        for name, file in upload
        if not bad_name(PurePosixPath(name))
    ]
    return _sorted_out(found, path)


def in_same_folder(path: Path, code: bytes) -> dict[str, bytes]:
    """Return the files in a homework's folder that its code may import or open.

    Args:
        path: of the homework, which need not exist.
    """
    entry = Entry(PurePosixPath(path.name), 0, 0.0, bytes)
    others = [*folder_entries(path.parent, deep=False), *_packages_beside(path, code)]
    found, _notes = beside.files_beside(entry, code, others)
    return found


def _packages_beside(path: Path, code: bytes) -> Iterator[Entry | RefusedFileError]:
    """Yield the Python files in those folders beside a homework whose names it mentions."""
    for package in sorted(path.parent.iterdir()):
        name = package.name
        if not name.isidentifier() or is_ignored_folder(name) or name.encode() not in code:
            continue
        if package.is_symlink() or not package.is_dir():
            continue
        for entry in folder_entries(package):
            if entry.name.suffix == ".py" and isinstance(entry, Entry):
                yield replace(entry, name=PurePosixPath(name, entry.name))


def _zip_listing(path: Path, stack: contextlib.ExitStack) -> _Listing:
    if path.is_file() and path.stat().st_size > MAX_ZIP:
        raise too_large(PurePosixPath(path.name), MAX_ZIP, _("zip the homework alone"))
    archive = stack.enter_context(open_zip(path))

    number = len(archive.infolist())
    if number > 10 * MAX_ENTRIES:
        message = _("{file} holds {number} files", file=path.name, number=number)
        raise SubmissionError(message, _("zip the homework alone"))

    return _sorted_out(zip_entries(archive, folder.MAX_FILE, lambda _name: True), path)


def _unpacked_listing(path: Path, stack: contextlib.ExitStack) -> _Listing:
    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-archive-")))
    left_out = unpack_other(path, room, _CAPS)
    return _sorted_out([*left_out, *folder_entries(room)], path)


def _sorted_out(found: Iterable[Entry | PurePosixPath | RefusedFileError], path: Path) -> _Listing:
    """Sort what lies in a folder or a zip; the Python files and the notebooks are few."""
    listing = _Listing([], [])
    for entry in found:
        if isinstance(entry, PurePosixPath):
            continue
        if not is_code(entry.name):
            # What of them may be read is decided later; more than this many nobody opens.
            if len(listing.others) < MAX_ENTRIES:
                listing.others.append(entry)
        elif isinstance(entry, RefusedFileError):
            listing.refused.append(entry)
        else:
            listing.entries.append(entry)

        if len(listing.entries) > MAX_ENTRIES:
            message = _(
                "{folder} holds more than {number} Python files",
                folder=name_of(path),
                number=MAX_ENTRIES,
            )
            raise SubmissionError(message, _("hand in the homework alone"))
    return listing
