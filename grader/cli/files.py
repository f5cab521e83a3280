"""Read the files of other systems, and write ours.

They are in UTF-8, and a text keeps its line endings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.errors import UsageError
from grader.language import _, one_line


def read_export(path: Path) -> tuple[str, str]:
    """Read a file that another system exported, its byte order mark included.

    Returns:
        the text, and its encoding: UTF-8, UTF-16 or GBK.

    Raises:
        UsageError: it cannot be read, or is in another encoding.
    """
    from grader.classroom.table import encoding_of

    shown = one_line(str(path), 200)
    try:
        data = path.read_bytes()
        encoding = encoding_of(data).removesuffix("-sig")
        return data.decode(encoding), encoding
    except OSError as error:
        raise UsageError(
            _("{path}: {error}", path=shown, error=error.strerror),
            hint=_("name the file that the other system exported"),
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            _("{path} is not encoded in UTF-8", path=shown),
            hint=_("use the file as it was exported, or save it as CSV UTF-8 in Excel"),
        ) from None


def write_export(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write one file."""
    write_bytes(path, text.encode(encoding, "replace"))


def write_bytes(path: Path, data: bytes, option: str = "-o") -> None:
    """Write one file, which an option names.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        hint = _("is the disk full, or are you not allowed to write the file?")
        if isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError)):
            hint = _("{option} must name a file in a folder that exists", option=option)
        raise UsageError(_cannot_write(path, error), hint=hint) from None


def write_exports(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts by their file names; missing folders are created.

    Raises:
        UsageError: a file or a folder cannot be written.
    """
    parents = {folder, *((folder / name).parent for name in texts)}
    try:
        for parent in parents:
            parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(_cannot_write(folder, error), hint=_("-o must name a folder")) from None

    for name, text in texts.items():
        write_export(folder / name, text)


def _cannot_write(path: Path, error: OSError) -> str:
    return _("cannot write {file}: {error}", file=one_line(str(path), 200), error=error.strerror)
