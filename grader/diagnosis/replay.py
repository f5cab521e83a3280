"""Replaying a check with a mistake in the submission's stead: does it give what the student's function gave?

The check's function runs again, with the reference in which the mistake is. What comes of each request is held against
what came of the same request to the submission; the run is left as soon as the two part, which for most mistakes is at
the first value. A model that a function builds has random weights, so it is given those of the student's.

The mistakes run in a process like a submission's, on the same device and under the same rules: there, the same
operations give the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.diagnosis.likeness import Leaf, Relation, leaves, relation, same, weights_of
from grader.diagnosis.mistakes import Mistake, Variants
from grader.expect import Expect
from grader.remote import named
from grader.sandbox.limits import Limits
from grader.source import Source
from grader.student import Student
from grader.transcript import Event

if TYPE_CHECKING:
    from grader.pytest_plugin import Attempt, Case
    from grader.sandbox.child import Child

_LIMITS = Limits(cpu_s=60, wall_s=180)
_SHARE = 0.02  # of a part: what training may differ by
Key = tuple[object, ...]  # a leaf of an event, or a part of the check


@dataclass(frozen=True)
class Symptoms:
    """What is wrong with the values of an attempt.

    Attributes:
        got: the leaves of each event.
        right: those of the reference, as far as it was asked the same.
        parts: the check's parts, with what was reached of each.
        wrong: the leaves and parts that are not right.
    """

    got: Sequence[tuple[str, Sequence[Leaf]]]
    right: Sequence[tuple[str, Sequence[Leaf]]]
    parts: Mapping[str, float]
    wrong: frozenset[Key]


class _PartedError(BaseException):
    """The mistake does something else than the submission did: no check's own handlers may catch it."""


class _SeenEnoughError(BaseException):
    """There is nothing more to compare with."""


class Replayer:
    """Runs checks with mistakes, all in one process.

    Args:
        functions: the graded ones.
        fork: gives a fresh process.
        device: of the run.
    """

    def __init__(
        self, functions: Sequence[str], variants: Variants, fork: Callable[[Limits], Child], device: str
    ) -> None:
        self._variants, self._device = variants, device
        self._actor = _Actor(functions, Source("mistake.py", ""), fork, _LIMITS, device)

    def close(self) -> None:
        """End the process."""
        self._actor.kill()

    def symptoms(self, case: Case, attempt: Attempt) -> Symptoms:
        """Find what is wrong: what the reference does otherwise."""
        got = [(event.what, leaves(event)) for event in attempt.seen]
        self._run(case, attempt, (), lambda number, _event: number + 1 < len(got))
        right = [(event.what, leaves(event)) for event in self._actor.seen]
        wrong: set[Key] = {("part", name) for name, share in attempt.parts.items() if share < 1}
        for number, ((what, theirs), (asked, ours)) in enumerate(zip(got, right, strict=False)):
            if what != asked:
                right = right[:number]
                break
            wrong |= {(number, *key) for key, a, b in _aligned(theirs, ours) if not same(a, b)}
        return Symptoms(got, right, attempt.parts, frozenset(wrong))

    def explained(
        self, case: Case, attempt: Attempt, mistakes: Sequence[Mistake], symptoms: Symptoms
    ) -> frozenset[Key] | None:
        """Give what mistakes explain of what is wrong; None where they cannot have been made."""
        explained: set[Key] = set()

        def follow(number: int, event: Event) -> bool:
            if number >= len(symptoms.got):
                if attempt.seen.cut:
                    return False
                raise _PartedError
            explained.update(_compare(number, event, symptoms))
            return True

        try:
            parts, cut = self._run(case, attempt, mistakes, follow)
        except _PartedError:
            return None
        if cut:
            seen = len(self._actor.seen)
            late = {key for key in symptoms.wrong if not isinstance(key[0], int) or key[0] >= seen}
            return frozenset(explained | late) if explained else None
        if len(self._actor.seen) < len(symptoms.got):
            return None
        for name in {*parts, *symptoms.parts}:
            got, mistaken = symptoms.parts.get(name, 1.0), parts.get(name, 1.0)
            if mistaken == 1:
                continue
            if abs(got - mistaken) > _SHARE:
                return None
            explained.add(("part", name))
        return frozenset(explained)

    def _run(
        self, case: Case, attempt: Attempt, mistakes: Sequence[Mistake], follow: Callable[[int, Event], bool]
    ) -> tuple[dict[str, float], bool]:
        """Run a check; give what was reached of its parts, and whether it was left before its end."""
        actor, expect = self._actor, Expect(guarded=case.check.hidden, device=self._device)
        ours = {"student": actor, "expect": expect, "progress": lambda **_: None}
        arguments = {name: ours.get(name, value) for name, value in case.arguments.items()}
        parts, cut = {}, False
        try:
            actor.play(
                lambda name: self._variants.text(mistakes, name, attempt.stand_ins),
                [event.value for event in attempt.seen if event.what == "ReadModel"],
                follow,
            )
            case.function(**arguments)
        except (_PartedError, KeyboardInterrupt):
            raise
        except _SeenEnoughError:
            cut = True
        except BaseException:  # noqa: BLE001 - whatever a check raises, and pytest's own outcomes
            parts[""] = 0.0
        return parts | expect.shares, cut


def _compare(number: int, event: Event, symptoms: Symptoms) -> set[Key]:
    """Give the keys of an event's leaves that a mistake explains.

    Raises:
        _PartedError: one of them is not what the mistake makes of it.
    """
    what, got = symptoms.got[number]
    mistaken = leaves(event)
    if what != event.what or len(mistaken) != len(got):
        raise _PartedError
    if number >= len(symptoms.right):  # the reference is asked something else by then
        if not all(map(same, got, mistaken)):
            raise _PartedError
        return set()
    right = symptoms.right[number][1]
    if len(right) != len(got):
        if not all(map(same, got, mistaken)):
            raise _PartedError
        return {(number,)}
    relations = {(number, leaf): relation(*three) for leaf, three in enumerate(zip(got, mistaken, right, strict=True))}
    if Relation.CONTRADICTED in relations.values():
        raise _PartedError
    return {key for key, one in relations.items() if one is Relation.EXPLAINED}


def _aligned(a: Sequence[Leaf], b: Sequence[Leaf]) -> list[tuple[Key, Leaf, Leaf]]:
    """Pair the leaves of two values; values of different make are one leaf each."""
    if len(a) == len(b):
        return [((number,), *pair) for number, pair in enumerate(zip(a, b, strict=True))]
    return [((), Leaf(repr([leaf.words for leaf in a])), Leaf(repr([leaf.words for leaf in b])))]


class _Actor(Student):
    """Plays a submission with mistakes."""

    _text: Callable[[str], str]
    _follow: Callable[[int, Event], bool]

    def play(
        self, text: Callable[[str], str], descriptions: Sequence[Any], follow: Callable[[int, Event], bool]
    ) -> None:
        """Begin anew.

        Args:
            text: gives the statements for a call of a function.
            descriptions: of the student's models, in the order in which they were asked for.
            follow: is told of each event, and says whether to go on.
        """
        self._text, self._follow = text, lambda *_: True
        self._dressed: set[int] = set()
        self._descriptions = list(descriptions)
        self.forget()
        self._follow = follow

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request; a model that a function built gets the weights of the student's before it is read."""
        if isinstance(message, wire.ReadModel) and self._descriptions:
            theirs = self._descriptions.pop(0)
            if message.id not in self._initial and message.id not in self._dressed:
                self._dressed.add(message.id)
                self._dress(message.id, theirs)
        return super().request(message, buffers)

    def _dress(self, model: int, theirs: Any) -> None:
        follow, self._follow, kept = self._follow, lambda *_: True, self.seen[:]
        ours = super().request(wire.ReadModel(model), [])
        names = list(named(ours[1]))
        by_name = named(theirs[1]) if isinstance(theirs, list) and isinstance(theirs[1], list) else {}
        weights = [by_name[name] for name in names] if set(by_name) == set(names) else weights_of(theirs)
        shapes = [tuple(weight.shape) for weight in weights if hasattr(weight, "shape")]
        if shapes == [tuple(weight.shape) for weight in named(ours[1]).values()]:
            packer = wire.Packer()
            super().request(wire.PutWeights(model, [packer.pack(weight) for weight in weights]), packer.buffers)
        self._follow, self.seen[:] = follow, kept

    def _text_of(self, name: str) -> str:
        return self._text(name)

    def _saw(self, event: Event, round_: int = 0) -> None:
        number = len(self.seen)
        super()._saw(event, round_)
        if self.seen.cut or not self._follow(number, event):
            raise _SeenEnoughError
