"""From a check that did not pass to a hint, on a tiny course."""

import os
import re
import sys
from dataclasses import replace

import pytest

from grader import grading
from grader.checks.student import RESERVED
from grader.grading import diagnosis
from grader.grading.diagnosis.actor import Actor
from grader.results import Outcome
from grader.sandbox.forked import Bounds

TRIPLES = '''
    """It triples."""

    CHECKS = ("test_double",)
    HINT = {"en": "You triple.", "zh": "你乘了三。"}


    def double(x):
        return 3 * x
    '''
ADDS_ONE = '''
    """total adds one."""

    CHECKS = ("test_total",)
    HINT = {"en": "You add one.", "zh": "你多加了一。"}


    def total(xs):
        return sum(double(x) for x in xs) + 1
    '''
WRITES_THREE = '''
    """It says three."""

    CHECKS = ("test_double",)
    HINT = {"en": "There is a 3.", "zh": "有个 3。"}
    CODE = {"double": ("3 * _", "_ * 3")}
    '''


@pytest.fixture
def hints(course, write, grade):
    """Grades a submission in a course with these mistakes.

    Gives the hints of the checks that did not pass.
    """

    def run(text, solutions=True, **mistakes):
        write(
            course,
            {f"solutions/tiny/mistakes/{name}.py": mistake for name, mistake in mistakes.items()},
        )
        report = run.report = grade(text, solutions)
        return {
            check.name: check.hint and check.hint.id
            for check in report.checks
            if check.outcome is not Outcome.PASSED
        }

    return run


def test_a_recorded_mistake_is_named(hints):
    assert hints("def double(x):\n    return x + x + x\n", it_triples=TRIPLES) == {
        "test_double": "it-triples",
        "test_total": None,
    }


def test_what_another_function_does_is_seen_through_the_one_that_calls_it(hints):
    text = "def total(xs):\n    return 3 * sum(xs)\ndef double(x):\n    return 2 * x\n"
    assert hints(text, it_triples=TRIPLES, adds_one=ADDS_ONE) == {"test_total": "it-triples"}


def test_a_mistake_in_the_function_is_distinguished_from_one_in_a_callee(hints):
    text = "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(map(double, xs)) + 1\n"
    assert hints(text, it_triples=TRIPLES, adds_one=ADDS_ONE) == {
        "test_double": "it-triples",
        "test_total": "adds-one",
    }


def test_a_mistake_in_a_callee_that_passes_its_own_check_is_not_named(hints):
    text = "def double(x):\n    return 2 * x\ndef total(xs):\n    return 3 * sum(double(x) / 2 for x in xs)\n"
    assert hints(text, it_triples=TRIPLES, adds_one=ADDS_ONE) == {"test_total": None}


def test_a_mistake_that_would_fail_another_check_too_is_not_named(hints):
    both = TRIPLES.replace('("test_double",)', '("test_double", "test_total")')
    text = "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
    assert hints(text, it_triples=both) == {"test_double": None}


@pytest.mark.parametrize(
    ("setting", "code", "named"),
    [
        ('NEEDS = r"\\+ x"', "x + x + x", True),
        ('NEEDS = r"\\+ x"', "3 * x", False),
        ('UNLESS = r"\\*"', "x+x+x", True),
        ('UNLESS = r"\\*"', "3 * x", False),
    ],
)
def test_the_code_decides_between_mistakes_of_the_same_values(hints, setting, code, named):
    mistake = TRIPLES.replace("CHECKS", setting + "\n    CHECKS")
    earlier = "# + x *\ndef double(x):\n    return x * 2 + x\n"
    text = f"{earlier}def double(x):\n    return {code}\n"
    assert hints(text, it_triples=mistake)["test_double"] == ("it-triples" if named else None)


def test_two_mistakes_at_once(hints):
    text = "def total(xs):\n    return 3 * sum(xs) + 1\ndef double(x):\n    return 2 * x\n"
    assert hints(text, it_triples=TRIPLES, adds_one=ADDS_ONE) == {
        "test_total": "adds-one+it-triples"
    }


def test_indistinguishable_mistakes_are_all_named_the_simplest_first(hints):
    longer = TRIPLES.replace("3 * x", "x * 2 + x * 1 + 0")
    assert hints("def double(x):\n    return 3 * x\n", again=longer, it_triples=TRIPLES)[
        "test_double"
    ] == ("it-triples|again")
    (hint,) = [check.hint for check in hints.report.checks if check.hint]
    assert hint.en == "Perhaps: you triple."


def test_a_long_hint_makes_a_mistake_no_less_simple(hints):
    longer = TRIPLES.replace("3 * x", "x * 2 + x * 1 + 0")
    wordy = TRIPLES.replace("You triple.", "You triple: " + "two times is enough, " * 9)
    assert hints("def double(x):\n    return 3 * x\n", again=longer, it_triples=wordy)[
        "test_double"
    ] == ("it-triples|again")


def test_a_mistake_without_a_hint_gives_none(hints):
    silent = TRIPLES.replace('HINT = {"en": "You triple.", "zh": "你乘了三。"}', "")
    assert hints("def double(x):\n    return 3 * x\n", it_triples=silent)["test_double"] is None


def test_what_the_code_gives_away(hints):
    hint_ids = hints(
        "def double(x):\n    return 3 * x + 5\n", it_triples=TRIPLES, writes_three=WRITES_THREE
    )
    assert hint_ids["test_double"] == "writes-three"
    assert (
        hints("def double(x):\n    return 5 + x\n", writes_three=WRITES_THREE)["test_double"]
        is None
    )


def test_without_solutions_no_record_is_looked_at(hints):
    assert hints("def double(x):\n    return 3 * x\n", solutions=False, it_triples=TRIPLES) == {
        "test_double": None
    }


def test_an_exception_is_explained(hints):
    for raising, hint in (("x.shap", "error-attribute"), ("undefined_name", "error-name")):
        text = f"def double(x):\n    return {raising}\ndef total(xs):\n    return {raising.replace('x', 'xs')}\n"
        assert hints(text, it_triples=TRIPLES) == {"test_double": hint, "test_total": hint}


def test_an_exception_that_a_check_expects_explains_nothing(course, write, hints):
    public = """
        import pytest

        @pytest.mark.points(40)
        def test_double(student, expect):
            '''double doubles numbers, and nothing else'''
            assert student.double.raises(None)
            expect.numbers(student.double(3), 2)
        """
    write(course, {"assignments/tiny/test_public.py": public})
    assert hints(
        "def double(x):\n    return 2 * x\ndef total(xs):\n    return 2 * sum(xs)\n",
    ) == {"test_double": None}


@pytest.mark.parametrize(
    ("symptom", "another"),
    [("return x[0]", "return x[1]"), ("return None", "x * 2"), ("return 0 * x", "return x - x")],
    ids=["an exception", "None", "zeros"],
)
def test_a_symptom_that_many_mistakes_share_names_one_only_with_its_sign_in_the_code(
    symptom, another, hints
):
    shared = TRIPLES.replace("return 3 * x", symptom)
    text = f"def double(x):\n    {another}\n"
    assert hints(text, it_fails=shared)["test_double"] != "it-fails"

    needs = re.escape(another.removeprefix("return "))
    signed = shared.replace("CHECKS", f'NEEDS = r"{needs}"\n    CHECKS')
    assert hints(text, it_fails=signed)["test_double"] == "it-fails"


def test_a_finding_of_the_reading_may_be_the_sign(hints):
    shared = TRIPLES.replace("return 3 * x", "2 * x").replace(
        "CHECKS", 'SIGN = "no-return"\n    CHECKS'
    )
    assert hints("def double(x):\n    2 * x\n", it_drops=shared)["test_double"] == "it-drops"
    assert hints("def double(x):\n    return\n", it_drops=shared)["test_double"] == "it-drops"
    text = "def double(x):\n    if x is None:\n        return x\n"
    assert hints(text, it_drops=shared)["test_double"] != "it-drops"


def test_right_submissions_cost_no_replay(hints, monkeypatch):
    monkeypatch.setattr(
        diagnosis, "read_mistakes", lambda _: pytest.fail("nothing is to be explained")
    )
    assert hints("def double(x):\n    return 2 * x\ndef total(xs):\n    return 2 * sum(xs)\n") == {}


def test_stubs_and_missing_functions_get_no_hint(hints):
    hint_ids = hints("def double(x):\n    raise NotImplementedError('x')\n", it_triples=TRIPLES)
    assert hint_ids == {"test_double": None, "test_total": None}


def test_a_limit_gets_no_hint(hints):
    assert (
        hints("def double(x):\n    while True:\n        pass\n", it_triples=TRIPLES)["test_double"]
        is None
    )


def test_a_record_that_cannot_be_read_costs_no_grade(hints):
    assert (
        hints("def double(x):\n    return 3 * x\n", broken="def double(x:\n")["test_double"] is None
    )
    (note,) = hints.report.all_notes
    assert "there are no hints: " in note
    assert "broken.py cannot be read" in note


def _fail(*_arguments):
    raise ValueError("operands could not be broadcast")


def _end(*_arguments):
    os._exit(1)


def _never_end(*_arguments):
    while True:
        pass


def _fill_the_memory(*_arguments):
    return bytearray(64 << 30)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (_fail, "ValueError: operands could not be broadcast"),
        pytest.param(_end, "killed", marks=pytest.mark.forks),
        (_never_end, "timeout"),
        (_fill_the_memory, "memory"),
    ],
)
def test_a_search_that_fails_costs_the_hints_and_no_grade(hints, monkeypatch, failure, words):
    if failure is _fill_the_memory and sys.platform != "linux":
        pytest.skip("limits of memory require Linux")
    text = "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
    assert hints(text, it_triples=TRIPLES) == {"test_double": "it-triples"}
    score = hints.report.score

    monkeypatch.setattr(grading, "_DIAGNOSIS", Bounds(0.5, 20, 1 << 30))
    monkeypatch.setattr(diagnosis, "explain", failure)
    assert hints(text) == {"test_double": None}
    assert hints.report.score == score
    assert f"there are no hints: {words}" in hints.report.all_notes[0]
    # The search went through values of a hidden check: the submission may have chosen how it fails.
    assert hints.report.for_student().all_notes == ()
    public = [check for check in hints.report.checks if not check.hidden]
    assert replace(hints.report, checks=tuple(public)).for_student().all_notes != ()

    # The next submission has its hints, from the same warm process.
    monkeypatch.undo()
    assert hints(text, it_triples=TRIPLES) == {"test_double": "it-triples"}


def test_scores_are_the_same_with_and_without_records(hints):
    text = "def double(x):\n    return 3 * x\n"
    without = hints(text) and hints.report.score
    assert (hints(text, it_triples=TRIPLES) and hints.report.score) == without


def test_a_mistake_that_ends_its_process_does_not_end_the_grading(hints):
    ends = TRIPLES.replace("return 3 * x", "import os; os._exit(3)")
    hint_ids = hints("def double(x):\n    return 3 * x\n", it_ends=ends, it_triples=TRIPLES)
    assert hint_ids["test_double"] == "it-triples"


def test_any_graded_function_can_be_replayed_whatever_it_is_called():
    """An attribute with the name of a student's function would take its place: no replay would fit."""
    own = {name for name in vars(Actor) if not name.startswith("_")}
    assert own <= RESERVED


def test_an_expected_exception_may_have_any_message(course, write, hints):
    public = """
        import pytest

        @pytest.mark.points(40)
        def test_double(student, expect):
            '''double doubles, and refuses a text'''
            expect.number(student.double(3), result=6)
            expect.true("a text", student.double.raises("x") == "ValueError", "is not refused")
        """
    reference = (
        "def double(x):\n    if x == 'x':\n        raise ValueError('a text')\n    return 2 * x\n"
    )
    reference += "def total(xs):\n    return sum(double(x) for x in xs)\n"
    write(
        course, {"assignments/tiny/test_public.py": public, "solutions/tiny/solution.py": reference}
    )
    refuses = TRIPLES.replace(
        "return 3 * x",
        "if x == 'x':\n            raise ValueError('no text')\n        return 3 * x",
    )
    text = "def double(x):\n    if isinstance(x, str):\n        raise ValueError('only numbers!')\n    return x * 3\n"
    assert hints(text, it_triples=refuses)["test_double"] == "it-triples"


@pytest.mark.parametrize("stub", ["def double(:\n", "x = '\xff'\n", "(" * 10_000])
def test_in_a_students_repository_the_stub_is_what_it_became(hints, course, stub):
    (course / "assignments/tiny/homework.py").write_text(stub, encoding="latin-1")
    assert hints("def total(xs):\n    return -1\n", solutions=False) == {"test_double": None}
