"""Rows of the table: something, over something else that was measured in turn with it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cpu

ROOT = Path(__file__).resolve().parents[2]
Measure = Callable[[], float]


@dataclass(frozen=True)
class Limit:
    """A goal: at most so many times the other, and so much more."""

    factor: float
    plus: float = 0.0


@dataclass(frozen=True)
class Row:
    """A row.

    Attributes:
        what: what was measured.
        over: what it is compared with; empty where it is not.
        unit: of both: "CPU ms", "s".
        a: the values of the first.
        b: of the second, each measured after the one of ``a``.
        limit: the goal.
        skipped: why it was not measured.
        bound: whether it is the least that it can be, so that it may only miss the goal.
        count: what counted the CPU time; empty where it is no CPU time.
    """

    what: str
    over: str = ""
    unit: str = "CPU ms"
    a: Sequence[float] = ()
    b: Sequence[float] = ()
    limit: Limit | None = None
    skipped: str = ""
    bound: bool = False
    count: str = field(default_factory=cpu.count)

    @property
    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.a, self.b, strict=False)]

    @property
    def is_met(self) -> bool:
        """Whether most of the pairs reach the goal."""
        assert self.limit
        others = self.b or [0.0] * len(self.a)
        over = [
            a - self.limit.factor * b - self.limit.plus for a, b in zip(self.a, others, strict=True)
        ]
        return statistics.median(over) <= 0


def in_turn(times: int, *measures: Measure) -> list[list[float]]:
    """Measure A B A B, and return the values of each."""
    found = [[measure() for measure in measures] for _ in range(times)]
    return [list(column) for column in zip(*found, strict=True)]


def command_cpu_ms(
    words: Sequence[object], cwd: Path = ROOT, env: dict[str, str] | None = None
) -> float:
    """Return the CPU milliseconds of a command."""
    before = cpu.below_s()
    subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env=os.environ | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return 1000 * (cpu.below_s() - before)


def import_torch_ms() -> float:
    return command_cpu_ms([sys.executable, "-c", "import torch"])


def wall_s(work: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    work()
    return time.perf_counter() - start_s
