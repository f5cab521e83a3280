"""Record what each mistake gives in the public checks, for hints in a student's repository.

See :mod:`grader.grading.diagnosis.sealed`. The same course gives the same file: a release that
changes nothing overwrites nothing.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from grader.checks.assignment import Assignment
from grader.grading.diagnosis import Mistake, read_mistakes, reference_with_terms
from grader.grading.diagnosis.mistakes import Variants
from grader.grading.diagnosis.replay import Replayer, Symptoms
from grader.grading.diagnosis.sealed import (
    Place,
    Secret,
    Wrong,
    by_place,
    far_apart,
    seal,
    what_is_wrong,
)
from grader.grading.diagnosis.similarity import tells
from grader.grading.grader import Grader
from grader.grading.verdict import Case
from grader.submission import Submission
from grader.submission.source import Source

_MOST_VALUES = 4  # of an entry: each has to fit


def sealed_hints(assignment: Assignment, grader: Grader) -> bytes:
    """Return the file of an assignment's hints."""
    grader.listener.starts(assignment.name)
    reference = reference_with_terms(assignment)
    mistakes = [mistake for mistake in read_mistakes(assignment) if mistake.hint]
    entries: list[tuple[str, dict[Place, Wrong], Secret]] = []
    at_home = replace(assignment, solutions=None)
    with grader.worker(assignment).jail() as jail:
        functions = assignment.manifest.functions
        device = grader.device(assignment)
        replayer = Replayer(
            functions, Variants(reference), lambda limits: jail.fork(limits, "mistake.py"), device
        )
        try:
            for mistake in mistakes:
                source = Source("mistake.py", f"{reference}\n\n{mistake.text}")
                cases = grader.public_cases(at_home, Submission(source.filename, source))
                entries += _entries(mistake, cases, replayer)
        finally:
            replayer.close()
    return seal(entries, _bytes_from([reference, *(mistake.text for mistake in mistakes)]))


def _bytes_from(texts: Sequence[str]) -> Callable[[int], bytes]:
    """Return what derives bytes from texts that no student has, others at each call."""
    key = hashlib.sha256("\0".join(texts).encode()).digest()
    numbers = itertools.count()

    def derived(count: int) -> bytes:
        number = str(next(numbers)).encode()
        return hashlib.blake2b(number, key=key, digest_size=count).digest()

    return derived


def _entries(
    mistake: Mistake, cases: Sequence[Case], replayer: Replayer
) -> Iterator[tuple[str, dict[Place, Wrong], Secret]]:
    """Yield the entries of a mistake: one for each public check that it fails.

    At home, nothing answers for the functions that a check does not mean.
    """
    checks = tuple(dict.fromkeys(case.check.name for case in cases))
    for case in cases:
        trial = case.trials[0]
        if mistake.hint is None or not trial.seen:
            continue
        symptoms = replayer.symptoms(case, trial)
        values = _telling(symptoms)
        told = any(
            tells(wrong.leaf, symptoms.got[number][1]) for (number, _), wrong in values.items()
        )
        if values:
            hint = mistake.hint
            secret = Secret(
                hint.id,
                hint.en,
                hint.zh,
                checks=checks,
                defines=tuple(sorted(mistake.defines)),
                needs=mistake.needs,
                unless=mistake.unless,
                tells=told,
                wrong=what_is_wrong(trial),
            )
            yield case.check.name, values, secret


def _telling(symptoms: Symptoms) -> dict[Place, Wrong]:
    """Return a few wrong values, as far apart as they come, that no rounding makes right ones."""
    got = by_place(leaves for _, leaves in symptoms.got)
    right = by_place(leaves for _, leaves in symptoms.right)
    wrong = {}
    for place, leaf in got.items():
        is_wrong = any(key[0] == place[0] for key in symptoms.wrong)
        other = right.get(place)
        flavoured = other is not None and leaf.flavour != other.flavour
        if is_wrong and (other is None or flavoured or far_apart(leaf, other)):
            wrong[place] = Wrong(leaf, flavoured)
    places = sorted(wrong)
    step = max(1, len(places) // _MOST_VALUES)
    return {place: wrong[place] for place in places[::step][:_MOST_VALUES]}
