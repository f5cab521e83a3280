"""Which recorded mistakes explain what a submission's checks saw?

Each is tried by a replay, of some milliseconds, so they are tried in the order in which they are
likely: first the
mistakes that name the check, then what was found for other checks of the same submission, then all
that touch a function that ran, then pairs. What is right costs nothing, one mistake little, and a
submission of many odd ones no more than a fixed CPU time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from grader.grading.diagnosis.hints import perhaps, two

if TYPE_CHECKING:
    from grader.grading.diagnosis.mistakes import Mistake, Variants
    from grader.grading.diagnosis.replay import Key, Replayer, Symptoms
    from grader.grading.verdict import Case, Trial
    from grader.results import Hint

_MOST_CPU_S = 0.6  # for one submission; a mistake in it takes .2 to .5 in all
_MOST_REPLAYS_OF_A_CASE = 70
_CASES_WITH_PAIRS = 3


@dataclass(frozen=True)
class Finding:
    """What explains a case.

    Attributes:
        mistakes: that were made, all of them together.
        others: that would explain it as well.
    """

    mistakes: tuple[Mistake, ...]
    others: tuple[Mistake, ...] = ()

    @property
    def hint(self) -> Hint | None:
        """What to say, if something is recorded."""
        hints = [mistake.hint for mistake in self.mistakes if mistake.hint]
        if len(hints) < len(self.mistakes):
            return None
        if len(hints) > 1:
            return two(hints[0], hints[1])
        return (
            perhaps(hints[0], [mistake.id for mistake in self.others]) if self.others else hints[0]
        )


@dataclass(frozen=True)
class _Run:
    """An trial of a case, with what is wrong in it."""

    case: Case
    trial: Trial
    symptoms: Symptoms


class Search:
    """Looks for the recorded mistakes that explain a submission's cases.

    Args:
        mistakes: all that are recorded; those that define no function are none that values could
            tell.
        made: what other checks of the submission were found to suffer from before.
    """

    def __init__(
        self,
        replayer: Replayer,
        variants: Variants,
        mistakes: Sequence[Mistake],
        made: Sequence[Finding] = (),
    ) -> None:
        self._variants, self._made_before = variants, made
        self._mistakes = [mistake for mistake in mistakes if mistake.defines]
        self._tries = _Tries(replayer)
        self._found: dict[int, Finding] = {}

    def findings(self, cases: Sequence[Case]) -> dict[int, Finding]:
        """Give what explains which case, by its number."""
        quick = [(number, case) for number, case in enumerate(cases) if not case.dear]
        for number, case in quick:
            naming = [mistake for mistake in self._mistakes if case.check.name in mistake.checks]
            self._note(number, self._alone(case.trials[-1:], case, naming))
        left = [(number, case) for number, case in quick if number not in self._found]
        for place, (number, case) in enumerate(left):
            finding = self._known(case) or self._alone(case.trials[::-1], case, self._mistakes)
            self._note(
                number, finding or (self._together(case) if place < _CASES_WITH_PAIRS else None)
            )
        for number, case in enumerate(cases):
            if case.dear:
                self._note(number, self._named_by_all(case))
        return self._found

    def _note(self, number: int, finding: Finding | None) -> None:
        if finding:
            self._found[number] = finding

    @property
    def _made(self) -> list[tuple[Mistake, ...]]:
        """What was found so far, once each."""
        found = [*self._made_before, *self._found.values()]
        by_name = {
            tuple(one.name for one in finding.mistakes): finding.mistakes for finding in found
        }
        return list(by_name.values())

    def _known(self, case: Case) -> Finding | None:
        """Find what explains a check among the mistakes that were made in others."""
        for run in self._runs(case.trials[::-1], case):
            for mistakes in self._made:
                touch = len(self._touching(run.trial, mistakes)) == len(mistakes)
                if touch and self._tries.explain(run, mistakes):
                    return Finding(mistakes)
        return None

    def _alone(
        self, trials: Sequence[Trial], case: Case, mistakes: Sequence[Mistake]
    ) -> Finding | None:
        for run in self._runs(trials, case):
            touching = self._touching(run.trial, mistakes)
            fitting = [
                (one, much) for one in touching if (much := self._tries.explain(run, (one,)))
            ]
            if fitting:
                most = max(much for _, much in fitting)
                best = sorted((one for one, much in fitting if much == most), key=_simplicity)
                return Finding((best[0],), tuple(best[1:]))
        return None

    def _together(self, case: Case) -> Finding | None:
        """Find two mistakes that explain a case: each a part of it, or only both at once."""
        for run in self._runs(case.trials[::-1], case):
            touching = self._touching(run.trial, self._mistakes)
            known = {mistake.name for mistakes in self._made for mistake in mistakes}
            likely = [
                one for one in touching if one.name in known or self._tries.glimpsed(run, one)
            ]
            for first in likely:
                these = self._tries.part(run, first)
                for second in touching if these else ():
                    if these | self._tries.part(run, second) == run.symptoms.wrong:
                        return Finding((first, second))
            for pair in _pairs(touching, likely):
                if self._tries.explain(run, pair):
                    return Finding(pair)
        return None

    def _named_by_all(self, case: Case) -> Finding | None:
        """Take over what was found elsewhere, if it costs this check as well.

        Which is too dear to be run again.
        """
        found = [*self._found.values(), *self._made_before]
        return next(
            (
                one
                for one in found
                if all(case.check.name in mistake.checks for mistake in one.mistakes)
            ),
            None,
        )

    def _runs(self, trials: Iterable[Trial], case: Case) -> Iterator[_Run]:
        for trial in trials:
            if trial.seen and not self._tries.over:
                yield _Run(case, trial, self._tries.symptoms(case, trial))

    def _touching(self, trial: Trial, mistakes: Sequence[Mistake]) -> list[Mistake]:
        """Give the mistakes in functions that ran."""
        called = {event.what.partition(" ")[2] for event in trial.seen} - {""}
        reached = self._variants.reached(called, trial.stand_ins)
        return [mistake for mistake in mistakes if mistake.defines & reached]


class _Tries:
    """Keeps what replays gave, and ends when there were enough.

    By the trial's id, which its case keeps alive.
    """

    def __init__(self, replayer: Replayer) -> None:
        self._replayer = replayer
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
        """Say what is wrong with an trial."""
        if id(trial) not in self._symptoms:
            self._symptoms[id(trial)] = self._replayer.symptoms(case, trial)
        return self._symptoms[id(trial)]

    def explain(self, run: _Run, mistakes: tuple[Mistake, ...]) -> int:
        """Say how much mistakes explain, if all that is wrong; 0 also where enough was tried."""
        key = id(run.trial), tuple(mistake.name for mistake in mistakes)
        if key not in self._explained and self._may(run.case):
            self._explained[key] = self._replayer.explain_all(
                run.case, run.trial, mistakes, run.symptoms
            )
            if self._replayer.glimpsed:
                self._glimpsed |= {(id(run.trial), mistake.name) for mistake in mistakes}
        return self._explained.get(key, 0)

    def part(self, run: _Run, mistake: Mistake) -> frozenset[Key]:
        """Give what a mistake explains; nothing, where enough was tried."""
        key = id(run.trial), mistake.name
        if key not in self._parts and self._may(run.case):
            self._parts[key] = self._replayer.explain_a_part(
                run.case, run.trial, mistake, run.symptoms
            )
        return self._parts.get(key, frozenset())

    def glimpsed(self, run: _Run, mistake: Mistake) -> bool:
        """Tell whether a mistake explained anything, alone or in a pair."""
        return (id(run.trial), mistake.name) in self._glimpsed

    def _may(self, case: Case) -> bool:
        tried = self._replays.get(id(case), 0)
        if tried >= _MOST_REPLAYS_OF_A_CASE or self.over:
            return False
        self._replays[id(case)] = tried + 1
        return True


def _pairs(mistakes: Sequence[Mistake], likely: Sequence[Mistake]) -> list[tuple[Mistake, Mistake]]:
    """Give the pairs in different functions, the likely and simple ones first."""
    apart = [(a, b) for a, b in combinations(mistakes, 2) if not a.defines & b.defines]
    return sorted(
        apart, key=lambda pair: (-sum(one in likely for one in pair), *map(_simplicity, pair))
    )


def _simplicity(mistake: Mistake) -> tuple[int, int]:
    return len(mistake.defines), len(mistake.text)
