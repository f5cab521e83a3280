"""Play a submission that has a mistake: the part of a Student in a replay."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader import wire
from grader.checks.models import named
from grader.checks.student import Round, Student
from grader.checks.transcript import ROUNDS_KEPT, Event
from grader.errors import StudentError
from grader.grading.diagnosis.similarity import weights_of

_LARGE = 50_000  # numbers in a call's arguments: it is skipped where smaller calls are enough
_ENOUGH = 2  # wrong values


class SeenEnoughError(BaseException):
    """There is nothing more to compare with.

    A BaseException, so that no check's own handlers catch it.
    """


@dataclass
class Script:
    """What an actor plays.

    Attributes:
        text: returns the statements for a call of a function.
        descriptions: of the student's models, in the order in which they were requested.
        follow: receives each event, and returns whether to go on.
        wrong: returns how many of the first so many events are wrong.
        followed: how many events were.
    """

    text: Callable[[str], str]
    descriptions: Sequence[Any]
    follow: Callable[[int, Event], bool]
    wrong: Callable[[int], int]
    followed: int = 0


class Actor(Student):
    """Plays a submission with mistakes.

    An event is followed once the process has answered in full. What an actor has beyond a Student
    is private: a graded function may have any name.
    """

    _script: Script
    _out_of_step = False

    def _begin(self, script: Script) -> None:
        """Start with another script."""
        self._script = script
        self._described = iter(script.descriptions)
        self._dressed: set[int] = set()
        try:
            self.forget()
        except StudentError:
            # The last mistake ended the process: the next call gets a fresh one.
            super().kill()

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        times: int = 1,
        **options: Any,
    ) -> Iterator[Round]:
        """Call a function, unless its arguments are large and enough is known."""
        size = sum(math.prod(value.shape) for value in args if hasattr(value, "shape"))
        if size > _LARGE and self._script.wrong(self._script.followed) >= _ENOUGH:
            raise SeenEnoughError

        rounds = super().call(name, args, kwargs, times, **options)

        # With many rounds, the process runs ahead.
        self._out_of_step = times > ROUNDS_KEPT
        try:
            for round_ in rounds if self._out_of_step else list(rounds):
                self._follow_new(1)
                yield round_
        except StudentError:
            self._follow_new()
            raise
        self._out_of_step = False

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request.

        Before a model that a function built is read, it gets the weights of the student's model.
        """
        if isinstance(message, wire.ReadModel):
            theirs = next(self._described, None)
            if message.id not in self._connection.initial and message.id not in self._dressed:
                self._dressed.add(message.id)
                self._dress(message.id, theirs)

        try:
            return super().request(message, buffers)
        finally:
            self._follow_new()

    def kill(self) -> None:
        """End the process if it is in the middle of a call; otherwise the next replay uses it."""
        if self._out_of_step:
            super().kill()
            self._out_of_step = False

    def _dress(self, model: int, theirs: Any) -> None:
        """Put the weights of the student's model, described as ``theirs``, into a model."""
        before = len(self.seen)
        ours = super().request(wire.ReadModel(model), [])
        parameters = named(ours[1])

        described = isinstance(theirs, list) and isinstance(theirs[1], list)
        by_name = named(theirs[1]) if described else {}
        if set(by_name) == set(parameters):
            weights = [by_name[name] for name in parameters]
        else:
            weights = weights_of(theirs)

        shapes = [tuple(weight.shape) for weight in weights if hasattr(weight, "shape")]
        if shapes == [tuple(weight.shape) for weight in parameters.values()]:
            packer = wire.Packer()
            packed = [packer.pack(weight) for weight in weights]
            super().request(wire.PutWeights(model, packed), packer.buffers)

        # None of this is an event of the check.
        del self.seen[before:]

    def _text_of(self, name: str) -> str:
        return self._script.text(name)

    def _follow_new(self, most: int = 1 << 30) -> None:
        """Follow the events that are new, or the first few of them."""
        script = self._script
        for event in self.seen[script.followed : script.followed + most]:
            script.followed += 1
            if not script.follow(script.followed - 1, event):
                raise SeenEnoughError

        if self.seen.cut:
            raise SeenEnoughError
