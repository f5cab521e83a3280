"""What of a path is graded, as bytes: the file, and the modules beside it.

The reader is the examiner's, and what it reads is hostile: sizes are capped, links are not
followed, archives are read in memory and never unpacked, nothing but regular files is opened, and
nothing is parsed here.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from grader.errors import SubmissionError, UsageError
from grader.language import _, plural, printable

if TYPE_CHECKING:
    from typing_extensions import Self

MAX_FILE = 16 << 20
MAX_ZIP = 32 << 20  # whose list of files is read as a whole
MAX_ENTRIES = 2000
MAX_DEPTH = 100  # folders within folders
MAX_MODULES = 1 << 20
_SUFFIXES = (".py", ".ipynb")
COMPRESSIONS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # the others are unpacked as a whole, however large
_IGNORED_FOLDERS = frozenset({"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv"})
_IGNORED_FILES = re.compile(
    r"(test_.*|.*_test|conftest|setup|sitecustomize|usercustomize|__init__)\.py|\..*"
)


@dataclass(frozen=True)
class Contents:
    """What of a path is graded.

    Attributes:
        path: as it was given.
        name: of the file that is graded, within the path.
        data: that file's.
        modules: other Python modules beside it: name to text.
        notes: what a reader of the report should know, for example which of two files was taken.
        problem: why there is nothing to be graded; "" where there is.
        file: the path of the file that is graded; "" where it lies in an archive.
    """

    path: str
    name: str = ""
    data: bytes = b""
    modules: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""
    file: str = ""

    @property
    def sha256(self) -> str:
        """What tells it from any other.

        Of its name, its bytes, its modules and its problem, in hex.
        """
        parts = [
            self.name.encode("utf-8", "replace"),
            self.data,
            self.problem.encode("utf-8", "replace"),
        ]
        for name, text in sorted(self.modules.items()):
            parts += [name.encode("utf-8", "replace"), text.encode("utf-8", "replace")]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()


@dataclass(frozen=True)
class _Entry:
    """A file of a folder or an archive."""

    name: PurePosixPath
    size: int
    modified: float
    read: Callable[[], bytes]


def pick(path: Path, assignment: str) -> Contents:
    """Find what of a .py, an .ipynb, a folder or a zip is graded; what cannot be read becomes its
    ``problem``.

    Args:
        path: where it is.
        assignment: the folder's name that is preferred, where several hold a homework.

    Raises:
        UsageError: there is nothing at ``path``.
    """
    insist_on_existence(path)
    try:
        with _entries(path) as entries:
            entry, notes = _choose(entries, path, assignment)
            file = "" if entries.archive else str(path / entry.name if path.is_dir() else path)
            return Contents(
                str(path), entry.name.name, entry.read(), _modules(entries, entry), notes, file=file
            )
    except SubmissionError as error:
        return Contents(str(path), path.name, problem=printable(str(error)))
    except OSError as error:
        problem = _("cannot be read: {error}", error=error.strerror or error)
        return Contents(str(path), path.name, problem=problem)


def insist_on_existence(path: Path) -> None:
    """Raise UsageError where there is nothing at ``path``, or nothing that may be seen."""
    try:
        found = path.exists()
    except OSError as error:
        words = _("{path}: {error}", path=printable(str(path), 200), error=error.strerror)
        raise UsageError(words) from None
    if not found:
        shown = printable(str(path), 200)
        hint = _("give a .py, an .ipynb, a folder or a zip")
        raise UsageError(_("{path} does not exist", path=shown), hint=hint)


# --------------------------------------------------------------------------------------- which file


class _Listing(list[_Entry]):
    """The files of a folder or an archive, which stays open for as long as they are read."""

    links: tuple[str, ...] = ()
    archive: zipfile.ZipFile | None = None
    file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive, if it is one."""
        if self.archive and self.file:
            self.archive.close()
            self.file.close()


def _entries(path: Path) -> _Listing:
    if path.is_dir():
        return _folder_entries(path)
    if path.suffix.lower() == ".zip":
        return _zip_entries(path)
    if path.suffix.lower() not in _SUFFIXES:
        raise SubmissionError(
            _("{file} is neither .py, .ipynb, .zip nor a folder", file=path.name),
            _("hand in homework.py or homework.ipynb"),
        )
    resolved = path.resolve()  # the user named it, so a link is meant
    entry = _Entry(
        PurePosixPath(path.name), 0, resolved.stat().st_mtime, lambda: _read_file(resolved)
    )
    if (
        path.stem.lower() != "homework"
    ):  # ada.py among bob.py and others: those are no modules of hers
        return _Listing([entry])
    beside = [
        other
        for other in _folder_entries(path.parent, deep=False)
        if other.name.stem.lower() != "homework"
    ]
    return _Listing([entry, *beside])


def _folder_entries(folder: Path, *, deep: bool = True) -> _Listing:
    listing, links = _Listing(), []
    for root, folders, files in os.walk(folder):
        deeper = deep and len(Path(root).parts) < len(folder.parts) + MAX_DEPTH
        folders[:] = sorted(
            f for f in folders if deeper and f not in _IGNORED_FOLDERS and not f.startswith(".")
        )
        for name in sorted(files):
            file = Path(root, name)
            if file.suffix.lower() not in _SUFFIXES:
                continue
            relative = PurePosixPath(file.relative_to(folder).as_posix())
            status = file.lstat()
            if (
                stat.S_ISLNK(status.st_mode) or status.st_nlink > 1
            ):  # under its other name it may be anybody's
                links.append(str(relative))
                continue
            listing.append(
                _Entry(relative, status.st_size, status.st_mtime, partial(_read_file, file))
            )
            if len(listing) > MAX_ENTRIES:
                raise SubmissionError(
                    _(
                        "{folder} holds more than {number} Python files",
                        folder=folder.name,
                        number=MAX_ENTRIES,
                    ),
                    _("hand in the homework alone"),
                )
    listing.links = tuple(links)
    return listing


def _zip_entries(path: Path) -> _Listing:
    file = open_regular(path.resolve())
    if os.fstat(file.fileno()).st_size > MAX_ZIP:
        file.close()
        raise _too_large(path.name, MAX_ZIP, _("zip the homework alone"))
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        file.close()
        raise SubmissionError(
            _("{file} is not a readable zip ({error})", file=path.name, error=error),
            _("zip homework.py or homework.ipynb again"),
        ) from None
    listing, links = _Listing(), []
    listing.archive, listing.file = archive, file
    infos = archive.infolist()
    if len(infos) > 10 * MAX_ENTRIES:
        listing.close()
        words = _("{file} holds {number} files", file=path.name, number=len(infos))
        raise SubmissionError(words, _("zip the homework alone"))
    for info in infos:
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if (
            info.is_dir()
            or name.suffix.lower() not in _SUFFIXES
            or leads_out(name)
            or _ignored_folder(name)
        ):
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            links.append(str(name))
            continue
        modified = float("".join(f"{n:02d}" for n in info.date_time))
        listing.append(_Entry(name, info.file_size, modified, partial(_read_member, archive, info)))
    listing.links = tuple(links)
    return listing


def leads_out(name: PurePosixPath) -> bool:
    """Tell whether a name in an archive is one outside of it."""
    return name.is_absolute() or ".." in name.parts


def _ignored_folder(name: PurePosixPath) -> bool:
    return any(part in _IGNORED_FOLDERS or part.startswith(".") for part in name.parts[:-1])


def _choose(entries: _Listing, path: Path, assignment: str) -> tuple[_Entry, tuple[str, ...]]:
    """Take homework.py or homework.ipynb, or the only candidate by another name.

    The shallowest folder wins.
    """
    possible = [
        entry
        for entry in entries
        if (path.is_file() and path.suffix.lower() != ".zip")
        or not _IGNORED_FILES.fullmatch(entry.name.name)
    ]
    named = [entry for entry in possible if entry.name.stem.lower() == "homework"]
    candidates = named or possible
    in_folder = [entry for entry in candidates if entry.name.parent.name == assignment]
    candidates = in_folder or candidates
    if not candidates:
        if entries.links:
            raise SubmissionError(
                _("{file} is a link, and links are not followed", file=entries.links[0]),
                _("hand in the file itself, or a copy of it"),
            )
        raise SubmissionError(
            _("{file} holds no homework.py and no homework.ipynb", file=path.name)
        )
    depth = min(len(entry.name.parts) for entry in candidates)
    candidates = [entry for entry in candidates if len(entry.name.parts) == depth]
    if len(candidates) == 1:
        return candidates[0], ()
    if not named or len({entry.name.parent for entry in candidates}) > 1:
        names = ", ".join(str(entry.name) for entry in candidates[:5])
        raise SubmissionError(
            _(
                "{file} holds {candidates}: {names}",
                file=path.name,
                candidates=plural(len(candidates), "candidate"),
                names=names,
            ),
            _("keep only homework.py or homework.ipynb"),
        )
    return _most_written(candidates)


def _most_written(candidates: Sequence[_Entry]) -> tuple[_Entry, tuple[str, ...]]:
    """Of homework.py and homework.ipynb side by side, take the one with fewer stubs left.

    Then the newer one.
    """

    def unwritten(entry: _Entry) -> tuple[int, float, str]:
        return entry.read().count(b"NotImplementedError"), -entry.modified, entry.name.suffix

    first, *rest = sorted(candidates, key=unwritten, reverse=False)
    others = ", ".join(str(entry.name) for entry in rest)
    note = _("graded {file}, not {others}", file=first.name, others=others)
    return first, (printable(note),)


# ---------------------------------------------------------------------------------------- its bytes


def _read_file(path: Path) -> bytes:
    with open_regular(path) as file:
        return _capped(file.read(MAX_FILE + 1), path.name)


def open_regular(path: Path) -> IO[bytes]:
    """Open a file without following a link or waiting for anybody.

    Raises:
        SubmissionError: it is no regular file.
        OSError: it cannot be opened.
    """
    if not stat.S_ISREG(path.lstat().st_mode):  # a socket cannot even be opened
        raise SubmissionError(_("{file} is not a regular file", file=path.name))
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = open(descriptor, "rb")  # noqa: PTH123, SIM115 - a descriptor, opened without following links; the caller's
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise SubmissionError(_("{file} is not a regular file", file=path.name))
    return file


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in COMPRESSIONS:
        words = _("{file} is compressed in a way that is not read here", file=info.filename)
        raise SubmissionError(words, _("zip it in the usual way"))
    try:
        with archive.open(info) as member:
            return _capped(member.read(MAX_FILE + 1), info.filename)
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        zlib.error,
    ) as error:
        raise SubmissionError(
            _(
                "{file} in the zip is damaged or encrypted ({error})",
                file=info.filename,
                error=error,
            )
        ) from None


def _capped(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise _too_large(name, MAX_FILE, _("clear a notebook's outputs, and leave data out"))
    return data


def _too_large(name: str, size: int, hint: str) -> SubmissionError:
    return SubmissionError(_("{file} is larger than {size} MB", file=name, size=size >> 20), hint)


def _modules(entries: Iterable[_Entry], homework: _Entry) -> dict[str, str]:
    """Give the modules beside the homework, which it may import."""
    found: dict[str, str] = {}
    for entry in entries:
        name = entry.name
        beside = (
            name.parent == homework.name.parent and entry is not homework and name.suffix == ".py"
        )
        module = beside and name.stem.isidentifier() and not _IGNORED_FILES.fullmatch(name.name)
        if module and entry.size <= MAX_MODULES - sum(map(len, found.values())):
            found[name.stem] = entry.read().decode("utf-8-sig", "replace")
    return found
