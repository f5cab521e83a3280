"""Replay a check with a mistake in place of the submission: does it give the student's values?

The check's function runs again, with the reference in which the mistake is. The result of each
request is compared with the submission's; the run ends as soon as the two differ, which for most
mistakes is at the first value. A model that a function builds has random weights, so it gets those
of the student's model.

The mistakes run in a process like a submission's, on the same device and under the same rules:
there, the same operations give the same values.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.checks.expect import Expect
from grader.checks.student import Student
from grader.checks.transcript import Event
from grader.grading.diagnosis.actor import Actor, Script, SeenEnoughError
from grader.grading.diagnosis.mistakes import Mistake, Variants
from grader.grading.diagnosis.similarity import (
    Leaf,
    Relation,
    alike,
    leaves,
    relation,
    same,
    tells,
)
from grader.grading.verdict import fresh
from grader.sandbox.limits import Limits
from grader.submission.source import Source

if TYPE_CHECKING:
    from grader.grading.verdict import Case, Trial
    from grader.sandbox.child import Child

_LIMITS = Limits(cpu_s=10, wall_s=40)
_SHARE = 0.02  # of a part: how much training may differ
Key = tuple[object, ...]  # a leaf of an event, or a part of the check


@dataclass(frozen=True)
class Symptoms:
    """What is wrong with the values of a trial.

    Attributes:
        got: the leaves of each event.
        right: those of the reference, as long as it got the same requests.
        parts: the check's parts, with what was reached of each.
        wrong: the leaves and parts that are not right.
    """

    got: Sequence[tuple[str, Sequence[Leaf]]]
    right: Sequence[tuple[str, Sequence[Leaf]]]
    parts: Mapping[str, float]
    wrong: frozenset[Key]


class _PartedError(BaseException):
    """The mistake does something else than the submission did.

    A BaseException, so that no check's own handlers catch it.

    Attributes:
        explained: what the mistake explains anyway.
    """

    def __init__(self, explained: set[Key] | None = None) -> None:
        super().__init__()
        self.explained = explained or set()


class Replayer:
    """Runs checks with mistakes, all in one process.

    Args:
        functions: the graded ones.
        fork: makes a fresh process.
        device: of the run.

    Attributes:
        glimpsed: whether the mistakes of the last replay explained anything, even if other values
            differ.
        told: whether they explained a value that few mistakes give.
        cpu_s: CPU seconds of all replays of mistakes, here and in the process.
    """

    glimpsed = False
    told = False
    cpu_s = 0.0

    def __init__(
        self,
        functions: Sequence[str],
        variants: Variants,
        fork: Callable[[Limits], Child],
        device: str,
    ) -> None:
        self._variants = variants
        self._device = device
        self._actor = Actor(functions, Source("mistake.py", ""), fork, _LIMITS, device)

    def close(self) -> None:
        """End the process."""
        Student.kill(self._actor)

    def symptoms(self, case: Case, trial: Trial) -> Symptoms:
        """Find what is wrong: where the reference gives other values."""
        got = [(event.what, leaves(event)) for event in trial.seen]
        right: list[tuple[str, Sequence[Leaf]]] = []
        wrong: set[Key] = set()

        def follow(number: int, event: Event) -> bool:
            if got[number][0] != event.what:
                return False

            right.append((event.what, leaves(event)))
            for key, a, b in _aligned(got[number][1], right[number][1]):
                if not same(a, b):
                    wrong.add((number, *key))
            return number + 1 < len(got)

        before_s = self.cpu_s
        self._run(case, trial, (), follow, lambda _: len({key[0] for key in wrong}))
        self.cpu_s = before_s  # what has to be done in any case
        parts = {("part", name) for name, share in trial.parts.items() if share < 1}
        return Symptoms(got, right, trial.parts, frozenset(wrong | parts))

    def explain_all(
        self, case: Case, trial: Trial, mistakes: Sequence[Mistake], symptoms: Symptoms
    ) -> int:
        """Return how much mistakes explain, 0 unless they explain all that is wrong.

        They may explain more: a number in place of a tensor is accepted, but may be the mistake's.
        """
        explained = self._explained(case, trial, mistakes, symptoms, all_of_it=True) or frozenset()
        return len(explained) if explained >= symptoms.wrong else 0

    def explain_a_part(
        self, case: Case, trial: Trial, mistake: Mistake, symptoms: Symptoms
    ) -> frozenset[Key]:
        """Return what a mistake explains of what is wrong; nothing where values contradict it."""
        return self._explained(case, trial, [mistake], symptoms, all_of_it=False) or frozenset()

    def _explained(
        self,
        case: Case,
        trial: Trial,
        mistakes: Sequence[Mistake],
        symptoms: Symptoms,
        *,
        all_of_it: bool,
    ) -> frozenset[Key] | None:
        explained: set[Key] = set()
        # Where all values are right, their dtype or the like is what the check dislikes.
        self.told = all(key[0] == "part" for key in symptoms.wrong)

        def follow(number: int, event: Event) -> bool:
            if number >= len(symptoms.got):
                if trial.seen.cut:
                    return False
                raise _PartedError
            keys = _compare(number, event, symptoms)
            self.told |= _any_tells(keys, symptoms)
            wrong_here = {key for key in symptoms.wrong if key[0] == number}
            if all_of_it and wrong_here - keys:
                raise _PartedError(keys)
            explained.update(keys)
            return True

        def wrong(seen: int) -> int:
            events = {key[0] for key in symptoms.wrong if isinstance(key[0], int)}
            return sum(number < seen for number in events)

        try:
            parts, seen = self._run(case, trial, mistakes, follow, wrong)
        except _PartedError as parted:
            self.glimpsed = bool(explained or parted.explained)
            return None
        self.glimpsed = bool(explained)

        if parts is None:
            # The run ended early: what it did not reach counts as explained.
            late = {key for key in symptoms.wrong if not isinstance(key[0], int) or key[0] >= seen}
            return frozenset(explained | late) if explained else None

        in_parts = _compare_parts(parts, symptoms.parts)
        if in_parts is None or seen < len(symptoms.got):
            return None
        return frozenset(explained | in_parts)

    def _run(
        self,
        case: Case,
        trial: Trial,
        mistakes: Sequence[Mistake],
        follow: Callable[[int, Event], bool],
        wrong: Callable[[int], int],
    ) -> tuple[dict[str, float] | None, int]:
        """Run a check.

        Args:
            follow: receives each event, and returns whether to go on.
            wrong: returns how many of the first so many events are wrong.

        Returns:
            the share reached of each part, None where the run ended early; the number of events.
        """
        actor = self._actor
        expect = Expect(device=self._device)
        ours = {"student": actor, "expect": expect, "progress": lambda **_: None}
        arguments = {name: ours.get(name, value) for name, value in case.arguments.items()}

        def text(name: str) -> str:
            return self._variants.text(mistakes, name, trial.stand_ins)

        descriptions = [event.value for event in trial.seen if event.what == "ReadModel"]
        script = Script(text, descriptions, follow, wrong)
        actor._begin(script)  # noqa: SLF001 - see there

        parts = {}
        started_s = time.process_time()
        try:
            case.function(**fresh(arguments))
        except (_PartedError, KeyboardInterrupt):
            raise
        except SeenEnoughError:
            return None, script.followed
        except BaseException:  # noqa: BLE001 - whatever a check raises, and pytest's own outcomes
            parts[""] = 0.0
        finally:
            self.cpu_s += time.process_time() - started_s + actor.spent_cpu_s
        return parts | expect.shares, script.followed


def _compare(number: int, event: Event, symptoms: Symptoms) -> set[Key]:
    """Return the keys of an event's leaves that a mistake explains.

    Raises:
        _PartedError: one of them is not what the mistake makes of it.
    """
    what, got = symptoms.got[number]
    mistaken = leaves(event)
    if what != event.what or len(mistaken) != len(got):
        raise _PartedError

    # None where the reference got another request.
    right = symptoms.right[number][1] if number < len(symptoms.right) else None
    if right is None or len(right) != len(got):
        if not all(map(alike, got, mistaken)):
            raise _PartedError
        return set() if right is None else {(number,)}

    relations = list(map(relation, got, mistaken, right))
    explained: set[Key] = {
        (number, leaf) for leaf, each in enumerate(relations) if each is Relation.EXPLAINED
    }
    if Relation.CONTRADICTED in relations:
        raise _PartedError(explained)
    return explained


def _any_tells(keys: Collection[Key], symptoms: Symptoms) -> bool:
    """Whether any of these leaves is a value that few mistakes give; of an event, any leaf."""
    for key in keys:
        number, *leaf = key
        got = symptoms.got[number][1] if isinstance(number, int) else ()
        chosen = [got[each] for each in leaf if isinstance(each, int)] if leaf else got
        if any(tells(each, got) for each in chosen):
            return True
    return False


def _compare_parts(mistaken: Mapping[str, float], got: Mapping[str, float]) -> set[Key] | None:
    """Return the keys of the parts that a mistake explains.

    None where it would reach a different share of one.
    """
    changed = {name: share for name, share in mistaken.items() if share < 1}
    if any(abs(got.get(name, 1.0) - share) > _SHARE for name, share in changed.items()):
        return None
    return {("part", name) for name in changed}


def _aligned(a: Sequence[Leaf], b: Sequence[Leaf]) -> list[tuple[Key, Leaf, Leaf]]:
    """Pair the leaves of two values; values of different structure are one leaf each."""
    if len(a) == len(b):
        return [((number,), *pair) for number, pair in enumerate(zip(a, b, strict=True))]

    kinds_a = repr([leaf.kind for leaf in a])
    kinds_b = repr([leaf.kind for leaf in b])
    return [((), Leaf(kinds_a), Leaf(kinds_b))]
