"""Kinds of files, by their names: what is graded, what is unpacked, and what to do about others."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from grader.language import _

SUFFIXES = (".py", ".ipynb")
# Of archives: those of tar, which may be compressed, and those that a library unpacks.
TARS = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
ARCHIVES = (".zip", ".7z", *TARS)

# What lies in an assignment's folder when a student gets it.
GIVEN_OUT = frozenset(
    {"assignment.toml", "hints.json", "homework.ipynb", "homework.py", "test_public.py"}
    | {"README.md", "README.zh.md"}
)

_OTHER_ARCHIVE = re.compile(r".+\.(rar|gz|bz2|xz|zst|arj|lzh|cab|dmg|iso)", re.IGNORECASE)
_RENAMED = re.compile(r"(.+\.(?:py|ipynb))\.(txt|json|html?|zip|bin|download)", re.IGNORECASE)
_LINK = re.compile(r".+\.(url|webloc|desktop|lnk|gdoc|gsheet|gdrive|html?)", re.IGNORECASE)
_DOCUMENT = re.compile(
    r".+\.(docx?|odt|pages|rtf|pdf|pptx?|key|txt|md|tex|jpe?g|png|gif|heic|mp4|mov)", re.IGNORECASE
)


def name_of(path: Path) -> str:
    """Return what a path is called, also one such as "." or "..", that says no name."""
    return path.name if path.name not in ("", "..") else path.resolve().name or str(path.resolve())


def without_ending(name: str) -> str:
    """Return a file's name without its ending: "ada" of "ada.tar.gz"."""
    ending = next((tar for tar in TARS if name.lower().endswith(tar)), PurePath(name).suffix)
    return name[: len(name) - len(ending)] if len(ending) < len(name) else name


def is_archive(name: PurePath | str) -> bool:
    """Whether a file of this name is an archive that can be unpacked."""
    return str(name).lower().endswith(ARCHIVES)


def is_code(name: PurePath | str) -> bool:
    """Whether a file of this name may be a homework, or a module of it."""
    return str(name).lower().endswith(SUFFIXES)


def is_read(name: PurePath | str) -> bool:
    """Whether a file of this name can be handed in."""
    return is_code(name) or is_archive(name)


def is_document(name: PurePath) -> bool:
    """Whether a file of this name is one that no program opens."""
    return bool(_DOCUMENT.fullmatch(name.name)) and name.suffix.lower() not in {".txt", ".md"}


def may_hold_homework(name: PurePath) -> bool:
    """Whether somebody may mean a file that cannot be graded as the homework: a .rar, a .docx."""
    kinds = (_RENAMED, _OTHER_ARCHIVE, _LINK, _DOCUMENT)
    return name.name not in GIVEN_OUT and any(kind.fullmatch(name.name) for kind in kinds)


def why_not_read(name: PurePath) -> str:
    """Describe why a file of this name cannot be graded, and what to do: "is a .rar, …"."""
    ending = name.suffix.lower()
    renamed = _RENAMED.fullmatch(name.name)
    if renamed and not is_archive(name):
        return _(
            "is called {ending} at its end: rename it to {name}", ending=ending, name=renamed[1]
        )
    if _OTHER_ARCHIVE.fullmatch(name.name):
        return _("is a {ending}, which cannot be unpacked here: hand in a .zip", ending=ending)
    if _LINK.fullmatch(name.name):
        return _("holds no code, but a page or a link: hand in the .py or .ipynb itself")
    if _DOCUMENT.fullmatch(name.name):
        return _("is a {ending}: hand in the .py or .ipynb itself", ending=ending)
    return _("is neither .py, .ipynb nor an archive")
