"""Where the other systems' files are read, and ours written.

UTF-8, with the line ends that a text has.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.language import _, printable


def read_export(path: Path) -> str:
    """Read a file that another system exported, its byte order mark included."""
    shown = printable(str(path), 200)
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        words = _("{path}: {error}", path=shown, error=error.strerror)
        raise UsageError(words, hint=_("name the file that the other system exported")) from None
    except UnicodeDecodeError:
        words = _("{path} is not encoded in UTF-8", path=shown)
        raise UsageError(
            words, hint=_("give it as it was exported; or let Excel save it as CSV UTF-8")
        ) from None


def write_export(path: Path, text: str) -> None:
    """Write one file."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes, option: str = "-o") -> None:
    """Write one file, which an option names."""
    try:
        path.write_bytes(data)
    except OSError as error:
        words = _(
            "cannot write {file}: {error}", file=printable(str(path), 200), error=error.strerror
        )
        hint = _("is the disk full, or a file not yours?")
        if isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError)):
            hint = _("{option} names a file in a folder that exists", option=option)
        raise UsageError(words, hint=hint) from None


def write_exports(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a file by each name, into folders that are made where there are none."""
    try:
        for parent in {folder, *((folder / name).parent for name in texts)}:
            parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = _(
            "cannot write {file}: {error}", file=printable(str(folder), 200), error=error.strerror
        )
        raise UsageError(words, hint=_("-o names a folder")) from None
    for name, text in texts.items():
        write_export(folder / name, text)
