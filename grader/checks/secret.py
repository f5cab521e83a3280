"""The secret of a course: hidden checks draw their inputs from it.

It is a file beside the solutions, which never leaves the course's side: no release and no commit
holds it, and no report shows it. Whoever reads the checks does not know their inputs.

::

    solutions/.secret/key          32 random bytes as hexadecimal digits, made when first needed
    solutions/.secret/kept.json    what took long to derive from it
    solutions/.secret/.gitignore   keeps git away from the folder
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import AuthorError
from grader.language import _

FOLDER = ".secret"
VARIABLE = "GRADE_SECRET"  # names another folder
_KEY, _KEPT = "key", "kept.json"
_KEY_BYTES = 32
_SEED_BYTES = 8


@dataclass(frozen=True)
class Secret:
    """The secret of a course.

    Attributes:
        folder: where it is kept; None where it is kept nowhere, as in a student's repository.
    """

    key: bytes = field(repr=False)
    folder: Path | None = None

    def seed(self, *names: str) -> int:
        """Derive the seed of a generator of random numbers, by HMAC-SHA256 (RFC 2104).

        Args:
            names: what it is for, for example an assignment and a check.
        """
        digest = hmac.digest(self.key, json.dumps(names).encode(), "sha256")
        return int.from_bytes(digest[:_SEED_BYTES], "big") >> 1  # as a signed number of 64 bits

    def kept(self, name: str, compute: Callable[[], int]) -> int:
        """Return a number that is derived from the secret, and computed only once.

        Args:
            name: says what was computed, and by which version of the code.
        """
        # A run that began before a renewal may write after it.
        name = f"{self.fingerprint} {name}"
        known = self._kept()
        if name not in known:
            known[name] = compute()
            if self.folder:
                # A folder that cannot be written costs time, and nothing else.
                with contextlib.suppress(OSError):
                    _replace(self.folder / _KEPT, json.dumps(known | self._kept()))
        return known[name]

    def _kept(self) -> dict[str, int]:
        if not self.folder:
            return {}
        try:
            kept = json.loads((self.folder / _KEPT).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        numbers = kept.items() if isinstance(kept, dict) else ()
        return {name: number for name, number in numbers if isinstance(number, int)}

    @property
    def files(self) -> list[Path]:
        """Its files, for another machine."""
        if not self.folder:
            return []
        return [file for file in (self.folder / _KEY, self.folder / _KEPT) if file.is_file()]

    @property
    def fingerprint(self) -> str:
        """Tells whether two secrets are the same, and nothing else about them."""
        return hashlib.sha256(b"fingerprint" + self.key).hexdigest()[:16]


# What public checks draw from: everybody may know it, and gets the same numbers.
PUBLIC = Secret(b"public")


def of(solutions: Path | None) -> Secret:
    """Return the secret of a course; the first call for a course makes it.

    Args:
        solutions: the folder of all solutions; None where they are not here.

    Raises:
        AuthorError: there is none, and none can be written.
    """
    if solutions is None:
        return PUBLIC
    folder = folder_of(solutions)
    try:
        return _read(folder)
    except FileNotFoundError:
        _write(folder, renew=False)
        return _read(folder)


def renew(solutions: Path) -> Secret:
    """Replace the secret of a course: the results of hidden checks hold no longer.

    Raises:
        AuthorError: it cannot be written.
    """
    folder = folder_of(solutions)
    _write(folder, renew=True)
    return _read(folder)


def folder_of(solutions: Path) -> Path:
    """Return the folder of a course's secret; a variable may name another one."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else solutions / FOLDER


def _read(folder: Path) -> Secret:
    file = folder / _KEY
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except ValueError:
        key = b""
    except FileNotFoundError:
        raise
    except OSError as error:
        message = _("the secret of the course cannot be read: {error}", error=error)
        raise AuthorError(message) from None
    if len(key) != _KEY_BYTES:
        message = _("{file} holds no secret of {bytes} bytes", file=file, bytes=_KEY_BYTES)
        raise AuthorError(message, hint=_("`grade secret --renew` makes a new one"))
    return Secret(key, folder)


def _write(folder: Path, *, renew: bool) -> None:
    """Write a new secret, whole or not at all; of several at once, without ``renew``, one wins."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _replace(folder / ".gitignore", "*\n")
        key = secrets.token_hex(_KEY_BYTES)
        if renew:
            (folder / _KEPT).unlink(missing_ok=True)
            _replace(folder / _KEY, key)
            return
        draft = _draft(folder, key)
        try:
            with contextlib.suppress(FileExistsError):
                (folder / _KEY).hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise AuthorError(
            _("the secret of the course cannot be written: {error}", error=error),
            hint=_("run `grade secret` where {folder} can be written", folder=folder.parent),
        ) from None


def _replace(file: Path, text: str) -> None:
    _draft(file.parent, text).replace(file)


def _draft(folder: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.close(descriptor)
    draft = Path(name)
    draft.write_text(text, "ascii")
    return draft
