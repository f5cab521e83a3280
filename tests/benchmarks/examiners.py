"""Rows of warm examiners: over the bare functions, and in each isolation tier."""

from __future__ import annotations

import itertools
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import cpu
from functions import Bare, Recorder
from rows import ROOT, Limit, Row, import_torch_ms, in_turn

from grader.checks import assignment as assignments
from grader.checks.student import Student
from grader.grading.grader import Grader
from grader.results import Tier
from grader.sandbox import probe
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source

LIGHT = ("two_layer_numpy", "two_layer_torch", "two_layer_autograd", "two_layer_nn")
EPOCHS = 10_000  # of the lesson


class Examiner:
    """An examiner as in `grade batch`, with its warm process, that grades one reference.

    Each grading reads a file of another text, since what an examiner keeps of a text would help it.
    """

    def __init__(self, name, tier=None):
        self.assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
        self.text = self.assignment.reference_file.read_text("utf-8")
        self._numbers = itertools.count()
        self._stack = ExitStack()
        room = self._stack.enter_context(tempfile.TemporaryDirectory())
        self._file = Path(room, "homework.py")
        tier = tier or probe.choose(None)
        self._grader = self._stack.enter_context(Grader(tier, "cpu", review=True))
        self.grade()  # imports, and what is done once

    def grade(self):
        """Grade it, and return the CPU milliseconds of all processes."""
        self._file.write_text(f"{self.text}\n# {next(self._numbers)}\n", "utf-8")
        before = cpu.settled_s()
        report = self._grader.grade_file(self.assignment, self._file)
        used_ms = 1000 * (cpu.settled_s() - before)
        if report.score != report.max_score:
            sys.exit(f"{self.assignment.name}: the reference got {report.score}")
        return used_ms

    def recorded(self):
        """The calls that a grading makes."""
        with Recorder() as recorder:
            self.grade()
        return recorder.done

    def close(self):
        self._stack.close()


def examiner(quick):
    """Warm examiners over the bare functions."""
    for name in LIGHT[:1] if quick else LIGHT:
        graded, bare = over_bare(name, 1 if quick else 9)
        yield Row(
            f"a warm examiner: {name}",
            "its functions, bare",
            a=graded,
            b=bare,
            limit=Limit(1.3, 60),
        )


def training(quick):
    """The same for the assignment that trains, and over the lesson's epochs."""
    graded, bare, lesson = over_bare("fizzbuzz", 1 if quick else 3, 100 if quick else 2500)
    what = "a warm examiner: fizzbuzz"
    yield Row(what, "its functions, bare", a=graded, b=bare, limit=Limit(0.8, 60))
    over = f"{EPOCHS:,} epochs of `train`, bare"
    yield Row("fizzbuzz to full marks", over, a=graded, b=lesson, limit=Limit(0.25))


def over_bare(name, times, epochs=0):
    """Milliseconds of a grading, its functions and, with epochs, of so much training."""
    one = Examiner(name)
    bare = Bare(one.text, one.recorded())
    try:
        measures = [one.grade, lambda: 1000 * bare.cpu_s()]
        if epochs:
            measures.append(lambda: EPOCHS / epochs * 1000 * bare.training_cpu_s(epochs))
        return in_turn(times, *measures)
    finally:
        bare.close()
        one.close()


def tiers(quick):
    """A process and a submission in each isolation tier."""
    letters = [letter for letter in "ABC" if probe.probe(Tier(letter)).works]
    times = 1 if quick else 5
    with ExitStack() as stack:
        warms = [stack.enter_context(Warm(["numpy", "torch"], tier=Tier(one))) for one in letters]
        found = in_turn(
            times, *(lambda warm=warm: process_ms(warm) for warm in warms), import_torch_ms
        )
    for letter, values in zip(letters, found, strict=False):
        what = f"a submission's process with torch, tier {letter}"
        yield Row(what, "`import torch`", a=values, b=found[-1])
    if quick:
        return
    examiners = [Examiner(LIGHT[0], Tier(one)) for one in (*letters, "E")]
    found = in_turn(times, *(one.grade for one in examiners))
    for one in examiners:
        one.close()
    for letter, values in zip(letters, found, strict=False):
        yield Row(f"a warm examiner: {LIGHT[0]}, tier {letter}", "tier E", a=values, b=found[-1])


def process_ms(warm, times=3):
    """CPU milliseconds of a jail, a process in it, one call of a function, and the end of all."""
    source = Source("homework.py", "def double(x):\n    return 2 * x\n")

    def run():
        for _ in range(times):
            with warm.jail() as jail:
                fork = lambda limits, jail=jail: jail.fork(limits, "homework.py")  # noqa: E731
                student = Student(["double"], source, fork, Limits())
                assert student.double(21) == 42
                student.close()

    return 1000 * cpu.of(run) / times
