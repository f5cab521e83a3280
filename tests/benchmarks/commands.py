"""Rows of a student's commands: `grade check` from a cold start, and `grade watch`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import save_to_result
from rows import ROOT, Row, command_cpu_ms, import_torch_ms, in_turn

from grader.results import Tier
from grader.sandbox import probe

GRADE = [sys.executable, "-m", "grader"]
TORCH = "`import torch`"


def check(quick):
    """`grade check` from a cold start."""

    def course(name="two_layer_numpy", *options):
        file = f"solutions/{name}/solution.py"
        return lambda: command_cpu_ms([*GRADE, "check", file, "-a", name, *options])

    letters = [letter for letter in "ABCE" if probe.probe(Tier(letter)).works]
    with tempfile.TemporaryDirectory() as room:
        release(room)
        there = [*GRADE, "check", "assignments/two_layer_numpy"]
        file = Path(room, "assignments/two_layer_numpy/homework.py")
        file.with_suffix(".ipynb").unlink(missing_ok=True)
        file.write_text((ROOT / "solutions/two_layer_numpy/solution.py").read_text("utf-8"))
        measures = {
            "`grade check` two_layer_numpy, in a released repository": lambda: command_cpu_ms(
                there, Path(room), {"PYTHONPATH": str(ROOT)}
            ),
            "`grade check` two_layer_torch, in the course": course("two_layer_torch"),
        }
        for letter in letters[:1] if quick else letters:
            what = f"`grade check` two_layer_numpy, in the course, tier {letter}"
            measures[what] = course("two_layer_numpy", "--isolation", letter)
        found = in_turn(1 if quick else 4, *measures.values(), import_torch_ms)
    for what, values in zip(measures, found, strict=False):
        yield Row(what, TORCH, a=values, b=found[-1])


def release(room):
    """Write a repository for students."""
    command = [*GRADE, "release", "-o", str(room), "--no-hints", "two_layer_numpy"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def watch(quick):
    """From a save to its result under `grade watch`."""
    sessions = save_to_result.sessions(1 if quick else 3)
    torch_cpu_s, torch_wall_s = zip(*(torch for torch, _ in sessions), strict=True)
    for number, name in enumerate(name for name, _, _ in sessions[0][1]):
        _, cpu_s, wall_s = zip(*(edits[number] for _, edits in sessions), strict=True)
        what = f"`grade watch`: from a save to its result, {name}"
        yield Row(
            what, TORCH, a=[1000 * one for one in cpu_s], b=[1000 * one for one in torch_cpu_s]
        )
        yield Row(what, TORCH, "s", wall_s, torch_wall_s, count="")
