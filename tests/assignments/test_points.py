"""One mistake costs once, and what a tutor would take off: docs/points.md, and every recorded mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from points import ROOT, tables

from grader.checks import assignment as assignments
from grader.course import validate as validating
from grader.course.findings import to_table
from grader.grading.diagnosis import read_mistakes
from grader.grading.grader import Grader
from grader.results import Tier

TABLES = tables()
# The points that each recorded mistake loses, in all checks but these: they train for long, and what they
# give depends on the accuracy.
LOST = json.loads((Path(__file__).parent / "lost.json").read_text("utf-8"))
ROUNDING = 0.05


def load(name):
    return assignments.load(ROOT / "assignments" / name, ROOT / "solutions")


@pytest.fixture(scope="module")
def grader():
    with Grader(Tier.E, "cpu") as grader:
        yield grader


def checks_of(name, functions):
    """The points of the checks of functions, and of those that are about all functions."""
    table = TABLES[name]
    own = [checks for function, checks in table.items() if function in functions]
    return {
        check: points for checks in (*own, table.get("", {})) for check, points in checks.items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_the_page_lists_every_check_with_its_points(name, grader):
    report = grader.grade_file(load(name), ROOT / "assignments" / name / "homework.py")
    listed = checks_of(name, TABLES[name])
    assert listed == {check.name: check.max_score for check in report.checks}
    assert sum(listed.values()) == 100


@pytest.mark.parametrize("name", TABLES)
def test_a_recorded_mistake_loses_points_in_the_checks_of_its_own_functions_alone(name):
    """That it loses them in exactly the checks that it names is what `grade validate` proves."""
    for mistake in read_mistakes(load(name)):
        assert set(mistake.checks) <= set(checks_of(name, mistake.defines)), mistake.name


@pytest.mark.parametrize("name", TABLES)
def test_the_table_has_every_recorded_mistake_and_none_costs_more_than_its_function(name):
    mistakes = {mistake.name: mistake for mistake in read_mistakes(load(name))}
    assert set(LOST[name]) == set(mistakes)
    for mistake_name, lost in LOST[name].items():
        functions = mistakes[mistake_name].defines & set(TABLES[name])
        most = sum(sum(TABLES[name][function].values()) for function in functions)
        assert 0 < lost <= most, mistake_name


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_recorded_mistake_is_named_and_loses_what_the_table_says(name, grader, monkeypatch):
    lost = {}
    results_of_mistake = validating._results_of_mistake

    def noted(assignment, source, touched, grader):
        checks = results_of_mistake(assignment, source, touched, grader)
        lost[source.filename.removesuffix(".py")] = sum(c.max_score - c.score for c in checks)
        return checks

    monkeypatch.setattr(validating, "_results_of_mistake", noted)
    validation = validating.validate(load(name), grader, quick=True)
    assert validation.ok, to_table([validation], color=False)
    assert lost == pytest.approx(LOST[name], abs=ROUNDING)
