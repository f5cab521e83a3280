"""On right submissions and recorded mistakes almost nothing is listed; on dishonest ones, most."""

import re

import pytest
from tools import ROOT

from grader import submission
from grader.checks import assignment as assignments
from grader.course import find
from grader.grading.diagnosis import read_mistakes, reference_with_terms
from grader.grading.review import remarks_on
from grader.submission.program import Asked
from grader.submission.source import Source

NAMES = find([ROOT], None).names
RIGHT = sorted(
    file
    for folder in ("", "rewrites")
    for name in NAMES
    for file in (ROOT / "tests/submissions" / folder / name).glob("*")
    if file.suffix in (".py", ".ipynb")
)
# What it does is odd indeed: it copies tensors by pickling them.
ODD = {"two_layer_autograd/instances.py": {"code"}}
MISTAKES = {
    "fizzbuzz/rule_in_forward": {"label-rule"},
    "fizzbuzz/trained_on_test_range": {"label-rule"},
    "two_layer_torch/autograd_used": {"autograd"},
}
DISHONEST = {
    "asks_another_process": {"system"},
    "autograd_by_hand": {"autograd", "engine"},
    "finite_differences": {"differences"},
    "known_inputs": {"lookup"},
    "labels_from_the_bits": {"label-rule"},
    "rule_in_forward": {"label-rule"},
    "stored_weights": {"known-data", "label-rule"},
    "trains_on_the_test_range": {"known-data", "label-rule", "size"},
    "when_examined": {"frames", "grader", "loaded-modules"},
}


def ids(source, folder):
    manifest = assignments.load(folder, None).manifest
    asked = Asked(tuple(manifest.functions), manifest.autograd)
    return {remark.id for remark in remarks_on(source, {}, asked)}


def of_course(name):
    return ROOT / "assignments" / name


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_right_submission_is_not_listed(file):
    name = file.parent.name
    source = submission.read(file, name).source
    assert ids(source, of_course(name)) == ODD.get(f"{name}/{file.name}", set())


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_is_not_listed_and_hardly_any_mistake(name):
    assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")
    reference = reference_with_terms(assignment)
    assert ids(Source("solution.py", reference), of_course(name)) == set()

    listed = {}
    for mistake in read_mistakes(assignment):
        source = Source("homework.py", f"{reference}\n\n{mistake.text}")
        if found := ids(source, of_course(name)):
            listed[f"{name}/{mistake.name}"] = found
    assert listed == {key: found for key, found in MISTAKES.items() if key.startswith(f"{name}/")}


@pytest.mark.parametrize("name", DISHONEST)
def test_a_dishonest_submission_is_listed(name):
    text = (ROOT / f"tests/attacks/submissions/dishonest/{name}.py").read_text("utf-8")
    assignment = re.search(r"^assignment: (\w+)", text, re.MULTILINE)
    folder = ROOT / "tests/attacks/course/assignments/target"
    if assignment:
        folder = of_course(assignment[1])
    assert ids(Source("homework.py", text), folder) == DISHONEST[name]
