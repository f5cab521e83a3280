"""Read submissions in a process apart, within limits.

::

    Contents ──▶ Reader ──▶ the fork: decode, parse ──────▶ Submission
                       ──▶ the fork: slice each function ──▶ what it needs; past a limit, all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from grader import submission
from grader.errors import SandboxError
from grader.language import _, one_line
from grader.results import Reason
from grader.sandbox.forked import Bounds, ForkError, limited
from grader.submission import Submission, files
from grader.submission.files import Contents
from grader.submission.source import Needs, Source

if TYPE_CHECKING:
    from typing_extensions import Self

# Most homework takes a hundredth of it.
_BOUNDS = Bounds(cpu_s=6, wall_s=24, memory_bytes=256 << 20)

Value = TypeVar("Value")


class _Parse(msgspec.Struct, tag=True):
    picked: Contents
    whole: bool


class _Slice(msgspec.Struct, tag=True):
    source: Source
    functions: list[str]


_questions: msgspec.msgpack.Decoder[_Parse | _Slice] = msgspec.msgpack.Decoder(_Parse | _Slice)


class Reader:
    """Reads submissions, as a context manager.

    A fork of this process parses and slices them, so that what one costs harms no other.
    """

    def __init__(self) -> None:
        self._fork = limited(_answer, _BOUNDS.memory_bytes)

    def __enter__(self) -> Self:
        self._fork.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._fork.close()

    def read(
        self, path: Path, assignment: str, functions: Sequence[str], *, whole: bool = False
    ) -> Submission:
        """Read a .py, an .ipynb, a folder or a zip; see :func:`grader.submission.read`.

        Args:
            functions: those to be called, whose statements are looked for.
        """
        return self.parse(files.pick(path, assignment, functions=functions), functions, whole=whole)

    def parse(
        self, picked: Contents, functions: Sequence[str], *, whole: bool = False
    ) -> Submission:
        """Read what was picked; see :func:`grader.submission.parse`.

        Raises:
            SandboxError: reading failed, and not for a limit.
        """
        try:
            parsed = self._ask(_Parse(picked, whole), Submission)
        except ForkError as error:
            if error.reason is Reason.ERROR:
                raise SandboxError(_("cannot read the submission: {error}", error=error)) from None
            problem = _(
                "reading {file} takes too much time or memory", file=one_line(picked.name, 80)
            )
            return submission.unreadable(picked, problem)

        parsed = replace(parsed, source=replace(parsed.source, graded=tuple(functions)))
        if parsed.problem or whole:
            return parsed
        sliced = self._sliced(parsed, functions)
        if not sliced.source.whole and functions and sliced.source.lacks_all(functions):
            return submission.without_functions(sliced, functions)
        return sliced

    def _sliced(self, parsed: Submission, functions: Sequence[str]) -> Submission:
        """Add to a submission what each function needs; where that fails, all of it runs."""
        try:
            needs = self._ask(_Slice(parsed.source, [*functions]), dict[str, Needs])
        except ForkError:
            note = _(
                "all of {file} runs: which of its statements the graded functions need is unclear",
                file=parsed.source.filename,
            )
            source = replace(parsed.source, whole=True)
            return replace(parsed, source=source, notes=(*parsed.notes, note))

        return replace(parsed, source=replace(parsed.source, needs=needs))

    def _ask(self, question: _Parse | _Slice, type_: type[Value]) -> Value:
        message = msgspec.msgpack.encode(question)
        try:
            data = self._fork.ask(message, _BOUNDS.budget())
        except ForkError as error:
            if error.reason is not Reason.KILLED:
                raise
            # Somebody else may have killed it, for example a machine that runs out of memory.
            data = self._fork.ask(message, _BOUNDS.budget())
        return msgspec.msgpack.decode(data, type=type_)


def _answer(data: bytes) -> bytes:
    question = _questions.decode(data)
    answer: Any
    if isinstance(question, _Parse):
        answer = submission.parse(question.picked, whole=question.whole)
    else:
        answer = {name: question.source.needed_by(name) for name in question.functions}
    return msgspec.msgpack.encode(answer)
