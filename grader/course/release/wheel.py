"""The wheel of this grader: a student's repository needs nothing else that is not on PyPI."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
from pathlib import Path

import grader
from grader.errors import AuthorError
from grader.language import _

_NAME = "gradekit"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same grader gives the same bytes
_TAGS = "Wheel-Version: 1.0\nGenerator: gradekit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_FROM_DISTRIBUTION = ("METADATA", "entry_points.txt")


def build(folder: Path) -> Path:
    """Write the wheel into a folder, and return its file.

    The format: https://packaging.python.org/specifications/binary-distribution-format.

    Raises:
        AuthorError: the grader is not installed, so its metadata is missing.
    """
    try:
        distribution = importlib.metadata.distribution(_NAME)
    except importlib.metadata.PackageNotFoundError:
        raise AuthorError(
            _(
                "{name} is not installed in this environment, so it cannot be packed",
                name=_NAME,
            ),
            hint=_("install it with pip, then run the command again"),
        ) from None

    info = f"{_NAME}-{distribution.version}.dist-info"
    files = _package()
    for name in _FROM_DISTRIBUTION:
        files[f"{info}/{name}"] = (distribution.read_text(name) or "").encode()
    files[f"{info}/WHEEL"] = _TAGS.encode()

    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()

    wheel = folder / f"{_NAME}-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return wheel


def _package() -> dict[str, bytes]:
    root = Path(grader.__file__).parent
    contents = {}
    for file in sorted(root.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            contents[file.relative_to(root.parent).as_posix()] = file.read_bytes()
    return contents


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
