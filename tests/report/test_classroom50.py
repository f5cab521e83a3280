"""result.json as Classroom 50's schema has it: whole numbers, its keys and no others."""

import json
from datetime import datetime, timedelta, timezone

import jsonschema
import pytest
from sample_class import BROKEN, check, report, scored

from grader.errors import UsageError
from grader.report.classroom50 import read_context, rounded, to_classroom50

AT = datetime(2026, 11, 20, 23, 59, tzinfo=timezone(timedelta(hours=8)))
ENVIRONMENT = {
    "CLASSROOM": "dl-2026",
    "ASSIGNMENT": "fizzbuzz",
    "ASSIGNMENT_TYPE": "group",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-11-20T15-59-00Z-abc1234",
    "COMMIT_URL": "https://example.org/commit/abc",
    "RELEASE_URL": "https://example.org/releases/tag/x",
    "REVIEW_URL": "https://example.org/compare/x",
    "PATH": "/bin",
}
POINTS = {"type": "integer", "minimum": 0}
WORD = {"type": "string", "minLength": 1}
# What https://github.com/foundation50/classroom50 publishes as schemas/result-v1.schema.json
# demands, in our words.
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(("classroom", "assignment", "owner", "commit", "release", "review"), WORD),
        "assignment_type": {"enum": ["individual", "group"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": POINTS,
        "max-score": POINTS,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": WORD,
                    "passed": {"type": "boolean"},
                    "score": POINTS,
                    "max-score": POINTS,
                },
            },
        },
    },
}
SCHEMA["required"] = list(SCHEMA["properties"])


def written(graded, environment=ENVIRONMENT):
    return json.loads(to_classroom50(graded, read_context(environment), AT))


@pytest.mark.parametrize(
    "graded",
    [
        scored(87.5),
        report(),
        report(check(60), BROKEN),
        report(check(1.4, 3.5), check(2.1, 3.5, name="b"), check(3, 3, name="c")),
        report(check(0, title="\x1b[2J\ud800", message="\x00")),
    ],
    ids=["partial credit", "no checks", "a broken check", "fractions", "hostile text"],
)
def test_it_fits_the_schema(graded):
    result = written(graded)
    jsonschema.validate(result, SCHEMA)
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert result["max-score"] == sum(test["max-score"] for test in result["tests"])
    assert all(test["score"] <= test["max-score"] for test in result["tests"])
    assert result["datetime"] == "2026-11-20T15:59:00Z"


def test_the_runners_words_are_handed_on():
    result = written(scored(100))
    assert [result[key] for key in ("classroom", "assignment", "assignment_type", "owner")] == [
        "dl-2026",
        "fizzbuzz",
        "group",
        "ada",
    ]


def test_without_a_review_the_commit_is_reviewed_and_a_submission_is_one_persons():
    environment = {
        name: ENVIRONMENT[name]
        for name in ENVIRONMENT
        if name not in ("REVIEW_URL", "ASSIGNMENT_TYPE")
    }
    result = written(scored(100), environment)
    assert (result["review"], result["assignment_type"]) == (
        ENVIRONMENT["COMMIT_URL"],
        "individual",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"OWNER": "", "CLASSROOM": ""}, "needs the environment variables CLASSROOM, OWNER"),
        ({"ASSIGNMENT_TYPE": "pair"}, "ASSIGNMENT_TYPE is not one of individual, group"),
        ({"SUBMISSION_TAG": "v1"}, "SUBMISSION_TAG does not begin with submit/"),
    ],
)
def test_a_runner_that_states_too_little_is_refused(change, words):
    with pytest.raises(UsageError, match=words):
        read_context({**ENVIRONMENT, **change})


def test_only_what_got_all_its_points_has_passed_and_the_rest_says_why():
    passed, failed = written(scored(70))["tests"]
    assert (passed["passed"], failed["passed"]) == (True, False)
    assert failed["message"] == "is wrong\nhint: look at the sign"


def test_a_broken_check_is_worth_nothing():
    result = written(report(check(60), BROKEN))
    assert (result["score"], result["max-score"]) == (60, 60)
    assert result["tests"][1]["message"].startswith("5 points could not be graded")


@pytest.mark.parametrize(
    ("points", "whole"),
    [
        ([1.5, 1.5], [2, 1]),
        ([0.4, 0.4, 0.4], [1, 0, 0]),
        ([2.0, 3.0], [2, 3]),
        ([], []),
        ([7.5, 10, 9.9], [7, 10, 10]),
    ],
)
def test_rounding_keeps_the_sum(points, whole):
    assert rounded(points) == whole
