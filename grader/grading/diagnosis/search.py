"""Which recorded mistakes explain what a submission's checks saw?

Each is tried by a replay of some milliseconds, the likely ones first: the mistakes that name the
check, then those found for other checks of the same submission, then all that touch a function that
ran, then pairs. A correct submission costs nothing, one mistake costs little, and a submission with
many unusual mistakes costs no more than a fixed CPU time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from grader.grading.diagnosis.hints import perhaps, two

if TYPE_CHECKING:
    from grader.grading.diagnosis.mistakes import Mistake, Variants
    from grader.grading.diagnosis.replay import Key, Replayer, Symptoms
    from grader.grading.verdict import Case, Trial
    from grader.results import Hint

# For one submission; one mistake in it takes 0.2 to 0.5 s.
_MOST_CPU_S = 0.8
_MOST_REPLAYS_OF_A_CASE = 150
_CASES_WITH_PAIRS = 3


@dataclass(frozen=True)
class Explanation:
    """What explains a case.

    Attributes:
        mistakes: that explain it together.
        others: each of which explains it as well.
    """

    mistakes: tuple[Mistake, ...]
    others: tuple[Mistake, ...] = ()

    @property
    def defines(self) -> frozenset[str]:
        """The functions and classes that the mistakes are in."""
        return frozenset[str]().union(*(mistake.defines for mistake in self.mistakes))

    @property
    def hint(self) -> Hint | None:
        """The hint, if every mistake has one."""
        hints = [mistake.hint for mistake in self.mistakes if mistake.hint]
        if len(hints) < len(self.mistakes):
            return None
        if len(hints) > 1:
            return two(hints[0], hints[1])
        if self.others:
            return perhaps(hints[0], [mistake.id for mistake in self.others])
        return hints[0]


@dataclass(frozen=True)
class _Run:
    """A trial of a case, with what is wrong in it."""

    case: Case
    trial: Trial
    symptoms: Symptoms


class Search:
    """Looks for the recorded mistakes that explain a submission's cases.

    Args:
        mistakes: all that are recorded. Those that define no function are left out: no value shows
            them.
        earlier: explanations of other checks of the submission, from an earlier run.
        possible: whether a mistake may be in the code that a case's check calls.
        signed: whether the code shows a sign of a mistake.
    """

    def __init__(
        self,
        replayer: Replayer,
        variants: Variants,
        mistakes: Sequence[Mistake],
        earlier: Sequence[Explanation] = (),
        possible: Callable[[Case, Mistake], bool] = lambda _case, _mistake: True,
        signed: Callable[[Mistake], bool] = lambda _mistake: False,
    ) -> None:
        self._variants = variants
        self._earlier = earlier
        self._possible = possible
        self._mistakes = [mistake for mistake in mistakes if mistake.defines]
        self._tries = _Tries(replayer, signed)
        self._explanations: dict[int, Explanation] = {}

    def explanations(self, cases: Sequence[Case]) -> dict[int, Explanation]:
        """Return what explains which case, by its number."""
        quick = [(number, case) for number, case in enumerate(cases) if not case.dear]
        for number, case in quick:
            naming = [mistake for mistake in self._mistakes if mistake.fails(case.check.name)]
            self._note(number, self._alone(case.trials[-1:], case, self._known_first(naming)))

        unexplained = [item for item in quick if item[0] not in self._explanations]
        for rank, (number, case) in enumerate(unexplained):
            explanation = self._known(case) or self._alone(case.trials[::-1], case, self._mistakes)
            if explanation is None and rank < _CASES_WITH_PAIRS:
                explanation = self._together(case)
            self._note(number, explanation)

        for number, case in enumerate(cases):
            if case.dear:
                self._note(number, self._named_by_all(case))
        return self._explanations

    def _note(self, number: int, explanation: Explanation | None) -> None:
        if explanation:
            self._explanations[number] = explanation

    @property
    def _known_mistakes(self) -> list[tuple[Mistake, ...]]:
        """The mistakes of all explanations so far, each combination once."""
        by_names = {}
        for explanation in (*self._earlier, *self._explanations.values()):
            names = tuple(mistake.name for mistake in explanation.mistakes)
            by_names[names] = explanation.mistakes
        return list(by_names.values())

    def _known_first(self, mistakes: Sequence[Mistake]) -> list[Mistake]:
        """Return mistakes with those first that explain other cases, in case the time runs out."""
        known = {mistake.name for each in self._known_mistakes for mistake in each}
        return sorted(mistakes, key=lambda mistake: mistake.name not in known)

    def _known(self, case: Case) -> Explanation | None:
        """Find what explains a case among the mistakes that explain others."""
        for run in self._runs(case.trials[::-1], case):
            for mistakes in self._known_mistakes:
                touch = len(self._touching(run, mistakes)) == len(mistakes)
                if touch and self._tries.explain(run, mistakes):
                    return Explanation(mistakes)
        return None

    def _alone(
        self, trials: Sequence[Trial], case: Case, mistakes: Sequence[Mistake]
    ) -> Explanation | None:
        """Find the one mistake that explains a case; where several do, the one that explains most.

        Of those that explain as much, the simplest.
        """
        for run in self._runs(trials, case):
            fitting = []
            for mistake in self._touching(run, mistakes):
                amount = self._tries.explain(run, (mistake,))
                if amount:
                    fitting.append((amount, mistake))

            if fitting:
                most = max(amount for amount, _ in fitting)
                best = [mistake for amount, mistake in fitting if amount == most]
                simplest, *others = sorted(best, key=_simplicity)
                return Explanation((simplest,), tuple(others))
        return None

    def _together(self, case: Case) -> Explanation | None:
        """Find two mistakes that explain a case: each a part of it, or only both at once."""
        for run in self._runs(case.trials[::-1], case):
            touching = self._touching(run, self._mistakes)
            known = {mistake.name for mistakes in self._known_mistakes for mistake in mistakes}
            likely = [
                mistake
                for mistake in touching
                if mistake.name in known or self._tries.glimpsed(run, mistake)
            ]

            for first in likely:
                part = self._tries.part(run, first)
                for second in touching if part else ():
                    if part | self._tries.part(run, second) == run.symptoms.wrong:
                        return Explanation((first, second))

            for pair in _pairs(touching, likely):
                if self._tries.explain(run, pair):
                    return Explanation(pair)
        return None

    def _named_by_all(self, case: Case) -> Explanation | None:
        """Take over an explanation of another case, if all its mistakes name this check.

        This check takes too long to be run again.
        """
        for explanation in (*self._explanations.values(), *self._earlier):
            if all(mistake.fails(case.check.name) for mistake in explanation.mistakes):
                return explanation
        return None

    def _runs(self, trials: Iterable[Trial], case: Case) -> Iterator[_Run]:
        for trial in trials:
            if trial.seen and not self._tries.over:
                yield _Run(case, trial, self._tries.symptoms(case, trial))

    def _touching(self, run: _Run, mistakes: Sequence[Mistake]) -> list[Mistake]:
        """Return the mistakes in functions that ran."""
        called = {event.function for event in run.trial.seen} - {""}
        reached = self._variants.reached(called, run.trial.stand_ins)
        return [
            mistake
            for mistake in mistakes
            if mistake.defines & reached and self._possible(run.case, mistake)
        ]


class _Tries:
    """Keeps the results of replays, and refuses more when there were enough.

    They are kept by the trial's id; its case keeps the trial alive.
    """

    def __init__(self, replayer: Replayer, signed: Callable[[Mistake], bool]) -> None:
        self._replayer = replayer
        self._signed = signed
        self._symptoms: dict[int, Symptoms] = {}
        self._explained: dict[tuple[int, tuple[str, ...]], int] = {}
        self._parts: dict[tuple[int, str], frozenset[Key]] = {}
        self._glimpsed: set[tuple[int, str]] = set()
        self._replays: dict[int, int] = {}  # by the case's id

    @property
    def over(self) -> bool:
        """Whether enough was tried for this submission."""
        return self._replayer.cpu_s >= _MOST_CPU_S

    def symptoms(self, case: Case, trial: Trial) -> Symptoms:
        """Return what is wrong with a trial."""
        if id(trial) not in self._symptoms:
            self._symptoms[id(trial)] = self._replayer.symptoms(case, trial)
        return self._symptoms[id(trial)]

    def explain(self, run: _Run, mistakes: tuple[Mistake, ...]) -> int:
        """Return how much mistakes explain, 0 unless they explain all that is wrong.

        0 also where enough was tried.
        """
        key = id(run.trial), tuple(mistake.name for mistake in mistakes)
        if key not in self._explained and self._may_replay(run.case):
            amount = self._replayer.explain_all(run.case, run.trial, mistakes, run.symptoms)
            self._explained[key] = amount if self._is_evidence(mistakes) else 0
            if self._replayer.glimpsed:
                self._glimpsed |= {(id(run.trial), mistake.name) for mistake in mistakes}
        return self._explained.get(key, 0)

    def part(self, run: _Run, mistake: Mistake) -> frozenset[Key]:
        """Return what a mistake explains; nothing where enough was tried."""
        key = id(run.trial), mistake.name
        if key not in self._parts and self._may_replay(run.case):
            part = self._replayer.explain_a_part(run.case, run.trial, mistake, run.symptoms)
            self._parts[key] = part if self._is_evidence((mistake,)) else frozenset()
        return self._parts.get(key, frozenset())

    def _is_evidence(self, mistakes: tuple[Mistake, ...]) -> bool:
        """Whether the last replay names mistakes: by a value, or by their signs in the code."""
        return self._replayer.told or all(map(self._signed, mistakes))

    def glimpsed(self, run: _Run, mistake: Mistake) -> bool:
        """Whether a mistake explained anything, alone or in a pair."""
        return (id(run.trial), mistake.name) in self._glimpsed

    def _may_replay(self, case: Case) -> bool:
        tried = self._replays.get(id(case), 0)
        if tried >= _MOST_REPLAYS_OF_A_CASE or self.over:
            return False
        self._replays[id(case)] = tried + 1
        return True


def _pairs(mistakes: Sequence[Mistake], likely: Sequence[Mistake]) -> list[tuple[Mistake, Mistake]]:
    """Return the pairs in different functions, the likely and simple ones first."""

    def rank(pair: tuple[Mistake, Mistake]) -> tuple[Any, ...]:
        likely_ones = sum(mistake in likely for mistake in pair)
        return (-likely_ones, *map(_simplicity, pair))

    apart = [(a, b) for a, b in combinations(mistakes, 2) if not a.defines & b.defines]
    return sorted(apart, key=rank)


def _simplicity(mistake: Mistake) -> tuple[int, int]:
    """Return what orders mistakes, those with the least code first; their hints do not count."""
    return len(mistake.defines), sum(len(fragment.text) for fragment in mistake.fragments)
