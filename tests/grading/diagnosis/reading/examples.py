"""The examples of each rule, and what the rules find in a text."""

from functools import cache
from pathlib import Path

import msgspec
import pytest

from grader.checks import assignment as assignments
from grader.grading.diagnosis import reading
from grader.grading.diagnosis.stub import Stub
from grader.submission.source import Source

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
EXAMPLES = {
    id_: entry
    for file in sorted(HERE.glob("examples_of_*.toml"))
    for id_, entry in msgspec.toml.decode(file.read_bytes()).items()
}
IMPORTS = """\
import numpy as np
import torch
from torch import nn, optim
import torch.nn.functional as F

"""


@cache
def asked(name):
    """Return what a shipped assignment asks for."""
    assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
    return Stub.of(assignment).asked(assignment)


def read(text, name):
    """Return what the rules find in a text that is handed in for an assignment."""
    return reading.findings(Source("homework.py", text), asked(name))


def cases(kind):
    """Return the examples of a kind, each with its rule and assignment, as parameters."""
    return [
        pytest.param(id_, entry["asked"], IMPORTS + code, id=f"{id_}: {name}")
        for id_, entry in EXAMPLES.items()
        for name, code in entry[kind].items()
    ]
