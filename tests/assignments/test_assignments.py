"""The assignments that ship.

The reference gets everything, the stub nothing, in both forms, and points add up.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest

from grader.checks.assignment import load
from grader.grading.diagnosis import read_mistakes

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(file.parent.name for file in ROOT.glob("assignments/*/assignment.toml"))
TRAINS = {"fizzbuzz"}
assignments = [
    pytest.param(name, marks=[pytest.mark.slow] if name in TRAINS else []) for name in NAMES
]


def grade(path, name, *options):
    """Grade as a user does, and give the JSON."""
    command = [
        sys.executable,
        "-m",
        "grader",
        "check",
        str(path),
        "-a",
        name,
        "--format",
        "json",
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=500, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def lost(report):
    return {
        c["name"]: (c["outcome"], c["message"])
        for c in report["checks"]
        if c["outcome"] != "passed"
    }


@pytest.mark.parametrize("name", assignments)
def test_the_reference_gets_everything_as_a_notebook_too(name, tmp_path):
    """As a script, `grade validate` grades it, below."""
    text = (ROOT / "solutions" / name / "solution.py").read_text("utf-8")
    cells = [v4.new_code_cell(part) for part in text.split("\n\n\n")]
    file = tmp_path / "homework.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), file)
    report = grade(file, name)
    assert lost(report) == {}
    assert (report["score"], report["max_score"]) == (100, 100)


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_stub_gets_nothing_and_is_to_do(name):
    """Its notebook too, says `grade validate`, below."""
    report = grade(ROOT / "assignments" / name / "homework.py", name)
    assert (report["score"], report["max_score"]) == (0, 100)
    assert {check["reason"] for check in report["checks"]} == {"unwritten"}


@pytest.mark.parametrize("name", assignments)
def test_without_solutions_the_reference_gets_all_public_points(name, tmp_path):
    course = tmp_path / "course"
    (course / "assignments").mkdir(parents=True)
    (course / "assignments" / name).symlink_to(ROOT / "assignments" / name)
    file = course / "homework.py"
    file.write_text((ROOT / "solutions" / name / "solution.py").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "grader", "check", str(file), "-a", name, "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=course,
        env=environment,
        timeout=300,
        check=False,
    )
    report = json.loads(done.stdout)
    assert lost(report) == {}
    assert report["score"] == report["max_score"]
    assert report["max_score"] + report["ungraded"] == 100


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sample", "checks"),
    [
        ("two_layer_numpy/bob.ipynb", ()),
        ("fizzbuzz/ada.py", ("make_dataset", "test_network_plays_fizzbuzz")),
    ],
)
def test_on_a_loaded_machine_the_results_are_the_same(sample, checks):
    path, name = ROOT / "tests/submissions" / sample, sample.partition("/")[0]
    options = [option for check in checks for option in ("--check", check)]
    idle = grade(path, name, *options)
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(1 + (os.cpu_count() or 1))
    ]
    try:
        loaded = grade(path, name, *options)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    for check in (*idle["checks"], *loaded["checks"]):
        del check["usage"]  # CPU time is measured, and differs
    assert loaded == idle


SAMPLES = {
    "two_layer_numpy/ada.py": set(),
    "two_layer_numpy/bob.ipynb": {
        "test_loss_backward_matches_differences",
        "test_loss_backward",
        "test_relu_backward_matches_differences",
        "test_relu_backward",
        "test_train_reports_its_losses",
        "test_train",
    },
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_lose_points_where_their_mistakes_are(sample):
    report = grade(ROOT / "tests/submissions" / sample, sample.partition("/")[0])
    assert set(lost(report)) == SAMPLES[sample]


@pytest.mark.parametrize("name", NAMES)
def test_the_stub_defines_every_graded_function(name):
    functions = load(ROOT / "assignments" / name, None).manifest.functions
    script = (ROOT / "assignments" / name / "homework.py").read_text("utf-8")
    book = nbformat.read(ROOT / "assignments" / name / "homework.ipynb", as_version=4)
    nbformat.validate(book)
    cells = "\n".join(cell["source"] for cell in book["cells"])
    for function in functions:
        assert re.search(rf"^(def|class) {function}\(", script, re.MULTILINE)
        assert re.search(rf"^(def|class) {function}\(", cells, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_there_are_mistakes_enough_and_each_has_its_hint(name):
    mistakes = read_mistakes(load(ROOT / "assignments" / name, ROOT / "solutions"))
    assert len(mistakes) >= 12
    # What a rule says of the code for sure needs no hint of its own.
    without = ["through_numpy"] if name == "two_layer_torch" else []
    assert [mistake.name for mistake in mistakes if not mistake.hint] == without


VARIANTS = {
    "the second layer defined first": (
        """
class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        self.linear1 = nn.Linear(d_in, hidden, bias=False)

    def forward(self, x):
        return self.linear2(torch.relu(self.linear1(x)))
""",
        100,
    ),
    "a Sequential whose names are not in the alphabet's order": (
        """
from collections import OrderedDict


def build_sequential(d_in, hidden, d_out):
    first, second = nn.Linear(d_in, hidden, bias=False), nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(OrderedDict([("input", first), ("relu", nn.ReLU()), ("hidden", second)]))
""",
        100,
    ),
    "a Sequential of one's own": (
        """
class Two(nn.Sequential):
    pass


def build_sequential(d_in, hidden, d_out):
    return Two(nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False))
""",
        100,
    ),
    "a class that is only called Sequential": (
        """
class Sequential(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.a, self.b, self.c = layers

    def forward(self, x):
        return self.c(self.b(self.a(x)))


def build_sequential(d_in, hidden, d_out):
    return Sequential(nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False))
""",
        99,
    ),
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_what_counts_in_two_layer_nn_is_what_a_network_is(kind, tmp_path):
    text, most = VARIANTS[kind]
    file = tmp_path / "homework.py"
    file.write_text(
        (ROOT / "solutions/two_layer_nn/solution.py").read_text("utf-8") + "\n\n" + text, "utf-8"
    )
    report = grade(file, "two_layer_nn")
    assert report["score"] == 100 if most == 100 else report["score"] < 100
    assert {check["name"] for check in report["checks"] if check["outcome"] != "passed"} <= {
        "test_build_sequential"
    }


@pytest.mark.parametrize(
    ("end", "fault"),
    [
        ("raise KeyError(", "an unknown name raises KeyError, not ValueError"),
        ("return print(", "an unknown name is not refused by a ValueError"),
    ],
)
def test_what_an_unknown_optimizer_raises_is_said(end, fault, tmp_path):
    solution = (ROOT / "solutions/two_layer_nn/solution.py").read_text("utf-8")
    assert "raise ValueError(" in solution
    file = tmp_path / "homework.py"
    file.write_text(solution.replace("raise ValueError(", end), "utf-8")
    checks = {check["name"]: check for check in grade(file, "two_layer_nn")["checks"]}
    assert checks["test_build_optimizer_knows_its_names"]["message"] == fault
