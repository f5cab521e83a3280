"""What an instructor should look at in a submission: shown, and never punished.

::

    statements that the graded functions need ──▶ Program ──▶ rules ──▶ remarks, at most 20
    modules beside it that these import       ──▶

Values decide a score. That a program finds its values in a way that nobody wants (it looks around,
holds a table of answers, takes differences where derivatives are asked for) is not in its values;
it may be in its text. A remark proves nothing. No code is run, and all of it happens in a fork,
within limits. rules.toml has the rules' texts, and the names that most of them look for.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from grader.grading.review import inputs, names, stored
from grader.grading.review.differences import differences
from grader.grading.review.names import Names
from grader.language import printable
from grader.results import Place, Remark
from grader.sandbox.forked import Bounds, ForkError, limited
from grader.submission.program import Asked, Finding, Program
from grader.submission.source import UNPARSABLE, Source, imported_modules, parse

if TYPE_CHECKING:
    from typing_extensions import Self

    from grader.checks.assignment import Manifest
    from grader.submission import Submission

# Homework takes a hundredth of it.
_BOUNDS = Bounds(cpu_s=3, wall_s=12, memory_bytes=256 << 20)
MOST = 20
_MOST_OF_A_RULE = 4
_MAX_BESIDE = 256 << 10  # bytes of all modules beside a homework
_LONGEST = 60  # characters of the code that a remark shows
_UNREAD = "unread"
# Modules that a student may have, too. Other names stand for what is loaded already.
_MAY_BE_OWN = frozenset({"conftest", "solution", "solutions", "test_hidden", "test_public"})

FUNCTIONS: dict[str, Callable[[Program], Iterator[Finding]]] = {
    "differences": differences,
    "environment": names.environment,
    "known-data": inputs.known_data,
    "label-rule": inputs.label_rule,
    "loaded-modules": names.loaded_modules,
    "lookup": inputs.lookup,
    "patching": names.patching,
    "size": inputs.size,
    "table": stored.table,
    "text": stored.text,
}


class Rule(msgspec.Struct, frozen=True, rename={"harmless": "except"}, forbid_unknown_fields=True):
    """An entry of rules.toml, which describes its fields."""

    en: str
    zh: str
    names: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    by_hand: bool = False


class _Question(msgspec.Struct):
    source: Source
    modules: dict[str, bytes]
    asked: Asked


@dataclass(frozen=True)
class _Part:
    """A part of a submission.

    Attributes:
        tree: None where it is too long to be looked through.
        place: returns where a line is for the student; of line 0, the whole file.
    """

    text: str
    tree: ast.Module | None
    place: Callable[[int], Place | None]


class Reviewer:
    """Looks submissions through, as a context manager, in a fork of this process."""

    def __init__(self) -> None:
        self._fork = limited(_answer, _BOUNDS.memory_bytes)

    def __enter__(self) -> Self:
        self._fork.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._fork.close()

    def review(self, manifest: Manifest, submission: Submission) -> tuple[Remark, ...]:
        """Return the remarks on a submission; if it cannot be looked through, that is the one."""
        if submission.problem:
            return ()

        modules = {path: data for path, data in submission.beside.items() if path.endswith(".py")}
        asked = Asked(tuple(manifest.functions), manifest.autograd)
        question = msgspec.msgpack.encode(_Question(submission.source, modules, asked))
        try:
            answer = self._fork.ask(question, _BOUNDS.budget())
        except ForkError:
            return (_remark(_UNREAD, Place(submission.source.filename), ""),)
        return msgspec.msgpack.decode(answer, type=tuple[Remark, ...])


def _answer(data: bytes) -> bytes:
    question = msgspec.msgpack.decode(data, type=_Question)
    return msgspec.msgpack.encode(remarks_on(question.source, question.modules, question.asked))


def remarks_on(source: Source, modules: dict[str, bytes], asked: Asked) -> list[Remark]:
    """Return the remarks on a submission, in the order of its lines.

    Args:
        modules: those beside it, by path.
    """
    kept = []
    counts: Counter[str] = Counter()
    own = _MAY_BE_OWN.intersection(map(_module_name, modules))
    for part in _parts(source, modules, asked.functions):
        found: dict[tuple[Place, str], Remark] = {}
        for remark in _remarks(part, asked, own):
            found.setdefault((remark.place, remark.id), remark)
        for remark in sorted(found.values(), key=_position):
            counts[remark.id] += 1
            if counts[remark.id] <= _MOST_OF_A_RULE:
                kept.append(remark)
    return kept[:MOST]


def _position(remark: Remark) -> tuple[int, int, str]:
    return remark.place.cell, remark.place.line, remark.id


def _parts(source: Source, modules: dict[str, bytes], functions: Sequence[str]) -> Iterator[_Part]:
    """Yield what the graded functions need, and the modules that this imports."""
    needed, tree = _needed(source, functions)
    yield _Part(needed, tree, source.pointer)

    room = _MAX_BESIDE
    seen: set[str] = set()
    remaining = sorted(imported_modules(tree)) if modules else []
    while remaining:
        name = remaining.pop()
        paths = [path for path in sorted(modules) if _module_name(path) == name]
        for path in paths if name not in seen else ():
            room -= len(modules[path])
            part = _module(path, modules[path] if room >= 0 else None)
            yield part
            remaining += sorted(imported_modules(part.tree)) if part.tree else []
        seen.add(name)


def _module_name(path: str) -> str:
    return PurePosixPath(path).parts[0].removesuffix(".py")


def _module(path: str, data: bytes | None) -> _Part:
    def place(line: int) -> Place:
        return Place(path, line, file_line=line)

    if data is None:
        return _Part("", None, place)
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return _Part(text, parse(text), place)
    except UNPARSABLE:
        return _Part("", ast.Module([], []), place)


def _needed(source: Source, functions: Sequence[str]) -> tuple[str, ast.Module]:
    """Return the statements that any graded function needs, on their lines."""
    lines = source.text.split("\n")
    needed: set[int] = set()
    for text in {source.needed_by(name).text for name in functions}:
        written = enumerate(text.split("\n"))
        needed.update(number for number, line in written if line and not line.isspace())

    text = "\n".join(line if number in needed else "" for number, line in enumerate(lines))
    try:
        return text, parse(text)
    except UNPARSABLE:
        # Half a statement, which a semicolon joins to another one.
        return source.text, parse(source.text)


def _remarks(part: _Part, asked: Asked, own: frozenset[str]) -> Iterator[Remark]:
    place = part.place(0)
    if part.tree is None and place:
        yield _remark(_UNREAD, place, "")
    if part.tree is None:
        return
    program = Program(part.tree, asked, own)
    lines = part.text.split("\n")

    for id_, rule in rules().items():
        if rule.by_hand and asked.autograd:
            continue
        for node, found in _findings(program, id_, rule):
            line = getattr(node, "lineno", 0)
            if place := part.place(line):
                yield _remark(id_, place, found or lines[line - 1])


def _findings(program: Program, id_: str, rule: Rule) -> Iterator[Finding]:
    if id_ in FUNCTIONS:
        yield from FUNCTIONS[id_](program)
    else:
        sought = (rule.names, rule.attributes, rule.strings, rule.beginnings, rule.harmless)
        yield from names.named(program, Names(*sought))


def _remark(id_: str, place: Place, code: str) -> Remark:
    rule = rules()[id_]
    return Remark(id_, place, rule.en, rule.zh, printable(" ".join(code.split()), _LONGEST))


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Return the rules, by id."""
    text = (resources.files("grader.grading.review") / "rules.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Rule])


__all__: Sequence[str] = ["Reviewer", "remarks_on", "rules"]
