"""results.json as PrairieLearn publishes it: a share, and what cannot be read costs no attempt."""

import json

from sample_class import BROKEN, check, report, scored

from grader.report.prairielearn import to_prairielearn

# https://docs.prairielearn.com/externalGrading/#grading-results
FIELDS = {
    "gradable": bool,
    "score": float,
    "message": str,
    "output": str,
    "images": list,
    "tests": list,
}
FIELDS["format_errors"] = list
TEST_FIELDS = {
    "name": str,
    "description": str,
    "points": (int, float),
    "max_points": (int, float),
    "message": str,
}
TEST_FIELDS |= {"output": str, "images": list}


def written(graded):
    return json.loads(to_prairielearn(graded))


def test_every_field_is_one_of_prairielearns_with_a_value_of_its_type():
    for results in (written(scored(70)), written(report(problem="no Python"))):
        for fields, known in (
            (results, FIELDS),
            *((test, TEST_FIELDS) for test in results.get("tests", [])),
        ):
            assert fields.keys() <= known.keys()
            assert all(isinstance(value, known[name]) for name, value in fields.items())


def test_the_score_is_a_share_of_what_was_graded():
    results = written(report(check(45), BROKEN))
    assert (results["gradable"], results["score"]) == (True, 0.75)
    assert results["message"].splitlines() == [
        "45 of 60 points",
        "5 points could not be graded: that is the grader's fault, not yours.",
    ]
    assert [test["points"] for test in results["tests"]] == [45]


def test_a_check_says_what_went_wrong_and_what_was_printed():
    (test,) = written(report(check(0, output="\x1b[31mshape\n")))["tests"]
    assert test["message"] == "is wrong\nhint: look at the sign"
    assert test["output"] == "it printed:\n| \N{REPLACEMENT CHARACTER}[31mshape"


def test_what_cannot_be_read_is_not_gradable():
    results = written(report(check(0, message="no Python"), problem="no Python"))
    assert results == {"gradable": False, "format_errors": ["no Python"], "message": "no Python"}


def test_where_nothing_could_be_graded_no_attempt_is_lost():
    results = written(report(BROKEN))
    assert results["gradable"] is False
    assert "the grader's fault" in results["message"]
