"""The tree of errors: what ends the command, with which exit code.

And what costs a student points instead.
"""

import pytest

from grader import errors
from grader.results import Reason


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.AuthorError, 3),
        (errors.SandboxError, 3),
        (errors.GradeError, 3),
    ],
)
def test_an_error_that_ends_the_command_has_an_exit_code(kind, code):
    error = kind("no such folder", hint="make one")
    assert isinstance(error, errors.GradeError)
    assert (error.exit_code, error.message, error.hint, str(error)) == (
        code,
        "no such folder",
        "make one",
        "no such folder",
    )


def test_a_hint_may_be_left_out():
    assert errors.UsageError("no such folder").hint == ""


@pytest.mark.parametrize(
    "kind", [errors.SubmissionError, errors.StudentError, errors.WrongValueError]
)
def test_what_is_the_students_doing_never_ends_the_command(kind):
    assert not issubclass(kind, errors.GradeError)


def test_a_submission_error_joins_its_hint():
    assert (
        str(errors.SubmissionError("ada.zip holds 2 notebooks", "keep one"))
        == "ada.zip holds 2 notebooks: keep one"
    )
    assert str(errors.SubmissionError("ada.zip is empty")) == "ada.zip is empty"


def test_a_student_error_keeps_its_reason_and_the_exceptions_type():
    error = errors.StudentError(Reason.ERROR, "f: raises ValueError: 42", "ValueError")
    assert (error.reason, error.type_name, str(error)) == (
        Reason.ERROR,
        "ValueError",
        "f: raises ValueError: 42",
    )


def test_a_wrong_value_fails_a_check_as_an_assert_does():
    assert issubclass(errors.WrongValueError, AssertionError)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("two", "did you mean one of these: two_numpy, two_torch?"),
        ("numpy", "did you mean two_numpy?"),
        ("TWO_TORCH", "did you mean two_torch?"),
        ("fizbuz", "did you mean fizzbuzz?"),
        ("xyz", "there are: fizzbuzz, two_numpy, two_torch"),
        ("", "there are: fizzbuzz, two_numpy, two_torch"),
    ],
)
def test_a_wrong_name_is_answered_by_all_that_it_may_stand_for(name, hint):
    assert errors.did_you_mean(name, ["fizzbuzz", "two_numpy", "two_torch"]) == hint
