"""A public check passes no wrong work: each mutant of a reference's function fails a public check of it.

The mutants differ from the reference by one operator, constant, transpose, sign, axis, activation, statement, argument or
returned value. They are graded without solutions, as in a student's copy: no check is hidden.
"""

from __future__ import annotations

import re

import pytest
from mutants import Mutant, mutants_of
from points import ROOT, tables

from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.results import Outcome, Tier
from grader.submission import Submission
from grader.submission.source import Source

DEAR = {"test_network_plays_fizzbuzz"}  # trains for half a minute: it must not be needed
TABLES = tables()

# Mutants that are right, or wrong only where hidden checks look: a regular expression of the change.
EVERYWHERE = {
    r"^(10|100|500|10000|1e-06|0\.0001) -> ": "a default value: hidden checks read it",
    r"^0 -> 0\.0$": "the same number",
}
RESIDUE = r"^(15|5|3) -> (-15|-5|-3|7\.5|2\.5|1\.5)$"
EXCUSED = {
    ("two_layer_torch", "forward"): {
        r"detach|tolist": "autograd is off; hidden checks see what leaves the device",
    },
    ("two_layer_torch", "output_layer_backward"): {r"detach": "autograd is off"},
    ("two_layer_torch", "hidden_layer_backward"): {r"detach": "autograd is off"},
    ("two_layer_autograd", "loss"): {r"\.T$": "the transpose of a number"},
    ("two_layer_autograd", "train"): {r"\.detach\(\) -> ": "weights may keep requires_grad"},
    ("two_layer_nn", "build_sequential"): {r"\.float\(\)$": "the model is float32 anyway"},
    ("two_layer_nn", "TwoLayerNet"): {r"\.float\(\)$": "the model is float32 anyway"},
    ("two_layer_nn", "build_optimizer"): {
        r"Adamax": "takes Adam's steps under a constant gradient; the hidden gradients vary",
    },
    ("fizzbuzz", "fizz_buzz_encode"): {
        r"return 0 -> ": "0 times anything",
        RESIDUE: "divides the same integers",
    },
    ("fizzbuzz", "binary_encode"): {r"\.(float\(\)|T)$": "bits may be floats; one dimension"},
    ("fizzbuzz", "make_dataset"): {
        r"-> return \(X\)\.float\(\), Y$": "X is float32",
        r"\(Y\)\.T$": "one dimension",
    },
    ("fizzbuzz", "build_model"): {r"\.float\(\)$": "the model is float32 anyway"},
    ("fizzbuzz", "train"): {r"^X -> Y$": "in len(X): as many rows"},
    ("fizzbuzz", "play"): {r"^1 -> -1$": "the last dimension of two"},
}


def functions():
    for name, table in TABLES.items():
        for function in filter(None, table):
            yield pytest.param(name, function, id=f"{name}-{function}")


@pytest.fixture(scope="module")
def grader():
    with Grader(Tier.E, "cpu") as grader:
        yield grader


def excused(assignment: str, mutant: Mutant) -> bool:
    patterns = {**EVERYWHERE, **EXCUSED.get((assignment, mutant.function), {})}
    return any(re.search(pattern, mutant.change) for pattern in patterns)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "function"), [*functions()])
def test_every_wrong_mutant_fails_a_public_check_of_its_function(name, function, grader):
    assignment = assignments.load(ROOT / "assignments" / name, None)
    reference = (ROOT / "solutions" / name / "solution.py").read_text("utf-8")
    public = {check for check in TABLES[name][function] if check in public_checks(name)} - DEAR
    mutants = mutants_of(reference, function)
    assert len(mutants) >= 4

    alive = []
    for mutant in mutants:
        source = Source("homework.py", f"{reference}\n\n{mutant.text}\n")
        report = grader.grade(assignment, Submission("homework.py", source), only=sorted(public))
        assert all(check.outcome is not Outcome.BROKEN for check in report.checks), mutant.change
        if report.score == report.max_score and not excused(name, mutant):
            alive.append(mutant.change)
    assert not alive, "\n".join(alive)


def public_checks(name: str) -> set[str]:
    text = (ROOT / "assignments" / name / "test_public.py").read_text("utf-8")
    return set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
