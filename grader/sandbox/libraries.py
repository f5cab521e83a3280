"""Which installed libraries a homework may import, and what must be readable for that."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from grader.sandbox.search_path import SITE
from grader.worker.control import Libraries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Libraries", "Selection", "select", "selection_of"]

# Of the worker itself.
_ALWAYS_NEEDED = ("msgspec", "numpy")
_CODE = (".py", ".pyc", ".so")
_NAME = re.compile(r"[\w.-]+")
_NAMED = re.compile(r"^Name: *(.+?) *$", re.MULTILINE)
_REQUIRED = re.compile(r"^Requires-Dist: *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Selection:
    """What an assignment leaves of the installed libraries.

    Attributes:
        libraries: which may be imported.
        entries: of folders of packages, all that these and their dependencies consist of.
    """

    libraries: Libraries
    entries: frozenset[str]


@functools.cache
def select(imports: tuple[str, ...], preload: tuple[str, ...]) -> Selection:
    """Select libraries and what they need; a library that is not installed counts for nothing.

    Args:
        imports: the top-level names that a homework may import.
        preload: modules that the warm process imports.
    """
    needed = {*imports, *(name.partition(".")[0] for name in preload), *_ALWAYS_NEEDED}
    entries: set[str] = set()
    for name in needed:
        entries.update((name, f"{name}.py"))
    for distribution in _with_dependencies(needed):
        entries.update(_entries(distribution))

    # With matplotlib comes mpl_toolkits.
    allowed = {_module(entry) for name in _distributions_of(imports) for entry in _entries(name)}
    refused = _installed() - sys.stdlib_module_names - set(imports) - allowed
    # Its parts are imported when they are needed, if at all.
    hidden = refused - {_module(entry) for entry in entries} - needed - {"grader"}
    return Selection(Libraries([*imports], sorted(refused), sorted(hidden)), frozenset(entries))


def selection_of(imports: Sequence[str] | None, preload: Sequence[str]) -> Selection | None:
    """Select libraries as an assignment names them; None where it names none, and allows all."""
    return None if imports is None else select(tuple(imports), tuple(preload))


def _with_dependencies(modules: Iterable[str]) -> list[metadata.Distribution]:
    """Return the distributions that contain these modules, and all that they require."""
    found = {}
    waiting = _distributions_of(modules)
    while waiting:
        distribution = waiting.pop()
        name = _normalized(_name(distribution))
        if name not in found:
            found[name] = distribution
            waiting += _distributions_named(_required(distribution))

    return [*found.values()]


def _distributions_of(modules: Iterable[str]) -> list[metadata.Distribution]:
    """Return the distributions that contain these modules; they may have other names."""
    found = []
    for module in _installed().intersection(modules):
        found += _distributions_named([module]) or _distributions_named(_distributions()[module])
    return found


def _distributions_named(names: Iterable[str]) -> list[metadata.Distribution]:
    """Return the distributions with these names, of those that are installed."""
    found = []
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found.append(metadata.distribution(name))
    return found


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    """Return the names of the distributions that each module is from; reads all their records."""
    return defaultdict(list, metadata.packages_distributions())


def _required(distribution: metadata.Distribution) -> Iterator[str]:
    """Yield the names of what a distribution requires, on any system, without extras."""
    head = _head(distribution)
    requirements = _REQUIRED.findall(head) if head else distribution.requires
    for requirement in requirements or ():
        name = _NAME.match(requirement)
        if name and "extra ==" not in requirement.partition(";")[2]:
            yield name[0]


def _name(distribution: metadata.Distribution) -> str:
    name = _NAMED.search(_head(distribution))
    return name[1] if name else distribution.metadata["Name"]


def _head(distribution: metadata.Distribution) -> str:
    """Return the fields of a wheel's metadata; "" where there are none.

    Metadata's own reader, a parser of e-mails, takes 70 ms for those of torch and what it needs.
    """
    return (distribution.read_text("METADATA") or "").partition("\n\n")[0]


def _entries(distribution: metadata.Distribution) -> Iterator[str]:
    """Yield the entries of its folder of packages that belong to a distribution."""
    if record := distribution.read_text("RECORD"):
        # Metadata's own reader makes an object of each of torch's 10 000 files.
        firsts = {
            line.lstrip('"').partition(",")[0].partition("/")[0] for line in record.split("\n")
        }
    elif (files := distribution.files) is not None:
        firsts = {file.parts[0] for file in files}
    else:
        # Debian's and conda's packages may have no record of their files.
        text = distribution.read_text("top_level.txt") or _name(distribution)
        for name in text.split():
            yield from (name, f"{name}.py")
        return

    # Without what lies elsewhere, and the bytecode of all modules together.
    yield from firsts - {"", "..", "/", "__pycache__"}


@functools.cache
def _installed() -> frozenset[str]:
    """Return the names of all modules and packages in folders of packages."""
    names: set[str] = set()
    for folder in map(Path, sys.path):
        if folder.name in SITE and folder.is_dir():
            names.update(map(_module, (entry.name for entry in folder.iterdir())))
    return frozenset(name for name in names if name.isidentifier()) - {"__pycache__"}


def _module(entry: str) -> str:
    """Return the name of the module that an entry of a folder of packages is; else the entry."""
    return entry.partition(".")[0] if entry.endswith(_CODE) else entry


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
