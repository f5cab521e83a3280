"""Checks as pytest tests.

What a check's author may write, whose fault comes of it, and in which words.
"""

import textwrap

import pytest

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.checks.student import Student
from grader.errors import UsageError
from grader.grading.listener import Silence
from grader.results import Outcome, Place, Reason, Report

RIGHT = "def double(x):\n    return 2 * x\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
WRONG = RIGHT.replace("2 *", "3 *")
BORROWING = (
    "def double(x):\n    return 3 * x\ndef total(xs):\n    return sum(double(x) for x in xs)\n"
)
ENDLESS = "def double(x):\n    return 2 * x\ndef total(xs):\n    while True: pass\n"


NOTHING = "@pytest.mark.points(0)\ndef test_nothing():\n    '''A hidden file must hold a check'''\n"


@pytest.fixture
def grade(course, warm):
    """Grade a submission with these hidden, or public, checks in place of the course's own."""

    def grade(checks, text=RIGHT, *, public=False, solutions=True, listener=None, only=None):
        head = "import pytest\nfrom pathlib import Path\n"
        places = {
            "hidden": course / "solutions/tiny/test_hidden.py",
            "public": course / "assignments/tiny/test_public.py",
        }
        written, empty = ("public", "hidden") if public else ("hidden", "public")
        places[written].write_text(head + textwrap.dedent(checks), encoding="utf-8")
        places[empty].write_text(f"{head}{NOTHING}" if public else "", encoding="utf-8")
        (course / "homework.py").write_text(textwrap.dedent(text), encoding="utf-8")
        assignment = assignments.load(
            course / "assignments/tiny", course / "solutions" if solutions else None
        )
        handed_in = submission.read(course / "homework.py", "tiny")
        report = grading.grade(assignment, handed_in, warm, listener or Silence(), only=only)
        return tuple(check for check in report.checks if check.name != "test_nothing")

    return grade


def check(body, arguments="student, expect", marks="", name="test_total", points=60):
    """The text of a check."""
    lines = [
        f"@pytest.mark.points({points})",
        *([marks] if marks else []),
        f"def {name}({arguments}):",
        f"    '''title of {name}'''",
        textwrap.indent(textwrap.dedent(body).strip(), "    "),
    ]
    return "\n".join(lines) + "\n"


ADDS_UP = "expect.number(student.total([1, 2, 3]), result=12)"


# ----------------------------------------------------------------------------------------- fixtures


def test_a_check_has_the_device_the_settings_and_the_reference(grade, course):
    manifest = course / "assignments/tiny/assignment.toml"
    manifest.write_text(manifest.read_text() + "[settings]\nlength = 3\n")
    body = "assert (device, settings, reference.double(4)) == ('cpu', {'length': 3}, 8)"
    (result,) = grade(check(body, "device, settings, reference"))
    assert result.outcome is Outcome.PASSED


class Ears(Silence):
    """Keeps what it is told."""

    def __init__(self):
        self.heard = []

    def check_starts(self, title, number, total):
        self.heard.append((title, number, total))

    def trains(self, **figures):
        self.heard.append(figures)


def test_the_listener_hears_of_every_check_once_and_of_training(grade):
    ears = Ears()
    first = check("pass", "student, x", "@pytest.mark.parametrize('x', [1, 2])", "test_first")
    figures = {"epoch": 1, "epochs": 2, "loss": 0.5, "accuracy": 50.0}
    grade(first + check(f"progress(**{figures})", "progress", name="test_second"), listener=ears)
    assert ears.heard == [("title of test_first", 1, 2), ("title of test_second", 2, 2), figures]


def test_the_listener_hears_only_of_what_runs(grade):
    ears = Ears()
    grade(
        check("pass", name="test_first") + check("pass", name="test_second"),
        listener=ears,
        only=["test_second"],
    )
    assert ears.heard == [("title of test_second", 1, 1)]


def test_a_public_check_that_needs_the_reference_is_broken_where_there_is_none(grade):
    (result,) = grade(check("pass", "student, reference"), public=True, solutions=False)
    assert result.outcome is Outcome.BROKEN
    assert "belongs to the hidden checks" in result.message


def test_a_fixture_that_is_not_there_is_the_authors_error(grade):
    (result,) = grade(check("pass", "student, nothing"), public=True)
    assert result.outcome is Outcome.BROKEN
    assert "nothing" in result.message


@pytest.mark.parametrize(
    ("fixture", "text", "outcome", "reason"),
    [
        ("return student.total([1])", RIGHT, Outcome.PASSED, None),
        ("return student.total([1])", "", Outcome.FAILED, Reason.MISSING),
        (
            "return student.total([1])",
            "def total(xs):\n    return 1 / 0\n",
            Outcome.FAILED,
            Reason.ERROR,
        ),
        ("assert student.total([1]) == 2", WRONG, Outcome.FAILED, Reason.WRONG),
        ("return reference.nothing", RIGHT, Outcome.BROKEN, None),
        ("return open('/nowhere')", RIGHT, Outcome.BROKEN, None),
        ("assert reference.total(None)", RIGHT, Outcome.BROKEN, None),
    ],
    ids=[
        "right",
        "missing",
        "raises",
        "wrong",
        "no such reference",
        "no such file",
        "reference raises",
    ],
)
def test_what_a_fixture_raises_is_judged_as_in_a_check(grade, fixture, text, outcome, reason):
    data = f"@pytest.fixture\ndef data(student, reference):\n    {fixture}\n"
    (result,) = grade(data + check("assert data in (None, 2)", "student, data"), text)
    assert (result.outcome, result.reason) == (outcome, reason)


def test_a_fixture_that_fails_for_one_case_costs_that_case(grade):
    data = "@pytest.fixture\ndef data(student, x):\n    return student.total([x])\n"
    cases = "@pytest.mark.parametrize('x', [1, 2, 3])"
    (result,) = grade(
        data + check("assert data == 2 * x", "data, x", cases),
        "def total(xs):\n    return 2 * xs[0] / (3 - xs[0])\n",
    )
    assert (result.outcome, result.score, result.reason) == (Outcome.PARTIAL, 20, Reason.WRONG)


# -------------------------------------------------------------------------------------- what is run


@pytest.mark.parametrize(
    ("body", "teardown", "score", "outcome", "message"),
    [
        ("pass", "assert x, 'left open'", 30, Outcome.PARTIAL, "left open"),
        ("pass", "x or 1 / 0", 0, Outcome.BROKEN, "ZeroDivisionError"),
        ("assert x, 'wrong'", "assert x, 'left open'", 30, Outcome.PARTIAL, "wrong"),
        ("assert x, 'wrong'", "x or 1 / 0", 0, Outcome.BROKEN, "ZeroDivisionError"),
        ("x or 1 / 0", "assert x, 'left open'", 0, Outcome.BROKEN, "ZeroDivisionError"),
        ("expect.true('x', x, 'is odd')", "assert 0, 'left open'", 0, Outcome.FAILED, "x is odd"),
    ],
)
def test_a_fixture_that_fails_after_a_case_is_no_further_case(
    grade, body, teardown, score, outcome, message
):
    fixture = f"@pytest.fixture\ndef opened(x):\n    yield\n    {teardown}\n"
    case = check(body, "x, opened, expect", "@pytest.mark.parametrize('x', [0, 1])")
    (result,) = grade(fixture + case)
    assert (result.score, result.outcome) == (score, outcome)
    assert result.message.startswith(message)


def test_the_title_is_the_docstrings_first_line(grade):
    text = (
        "@pytest.mark.points(60)\ndef test_a():\n    '''\n    The title\n\n    and more\n    '''\n"
    )
    assert grade(text)[0].title == "The title"


def test_a_check_may_stand_in_a_class(grade):
    (result,) = grade(
        "class TestTotal:\n" + textwrap.indent(check(ADDS_UP, "self, student, expect"), "    "),
        WRONG,
    )
    assert (result.name, result.title, result.outcome) == (
        "test_total",
        "title of test_total",
        Outcome.FAILED,
    )


def test_examples_in_docstrings_are_not_run(grade):
    results = grade("'''\n>>> 1 / 0\n'''\n" + check("'''\n>>> 1 / 0\n'''"))
    assert [(result.name, result.outcome) for result in results] == [("test_total", Outcome.PASSED)]


def test_functions_that_are_no_tests_are_no_checks(grade):
    results = grade("def helper(): raise ValueError\n" + check("pass"))
    assert [result.name for result in results] == ["test_total"]


@pytest.mark.parametrize(
    ("body", "outcome", "message"),
    [
        ("pytest.skip('not today')", Outcome.BROKEN, "Skipped: not today"),
        ("pytest.importorskip('nowhere_to_be_found')", Outcome.BROKEN, "Skipped: could not import"),
        ("pytest.exit('enough')", Outcome.BROKEN, "Exit: enough"),
        ("pytest.fail('is too slow')", Outcome.FAILED, "is too slow"),
        ("pytest.xfail('is too slow')", Outcome.FAILED, "is too slow"),
        ("raise SystemExit(3)", Outcome.BROKEN, ""),
        ("raise NotImplementedError", Outcome.BROKEN, "NotImplementedError"),
        ("raise BaseException('odd')", Outcome.BROKEN, "BaseException: odd"),
    ],
)
def test_every_way_to_end_a_check_has_its_outcome(grade, body, outcome, message):
    (result,) = grade(check(body), public=True)
    assert result.outcome is outcome
    assert result.message.startswith(message)


@pytest.mark.parametrize("mark", ["skip(reason='later')", "skipif(True, reason='later')"])
def test_a_check_that_a_mark_keeps_from_running_is_broken_never_passed(grade, mark):
    (result,) = grade(check("pass", marks=f"@pytest.mark.{mark}"))
    assert (result.outcome, result.score) == (Outcome.BROKEN, 0)


@pytest.mark.parametrize("mark", ["xfail", "xfail(strict=True)"])
def test_a_check_that_is_expected_to_fail_counts_as_any_other(grade, mark):
    for text, outcome in ((RIGHT, Outcome.PASSED), (WRONG, Outcome.FAILED)):
        (result,) = grade(check(ADDS_UP, marks=f"@pytest.mark.{mark}"), text)
        assert result.outcome is outcome


# --------------------------------------------------------------------------------------- depends_on


CHAIN = (
    check("assert student.total([1]) == 2", name="test_first")
    + check("pass", name="test_other")
    + check("pass", marks="@pytest.mark.depends_on('test_first')", name="test_second")
    + check("pass", marks="@pytest.mark.depends_on('test_second', 'test_other')", name="test_third")
)


def test_a_check_alone_runs_with_all_that_it_depends_on_and_is_shown_alone(grade):
    ears = Ears()
    (result,) = grade(CHAIN, only=["test_third"], listener=ears)
    assert (result.name, result.outcome) == ("test_third", Outcome.PASSED)
    assert [number for _, number, _ in ears.heard] == [1, 2, 3, 4]


def test_what_depends_on_nothing_runs_alone(grade):
    ears = Ears()
    (result,) = grade(CHAIN, only=["test_first"], listener=ears)
    assert result.name == "test_first"
    assert ears.heard == [("title of test_first", 1, 1)]


@pytest.mark.parametrize("only", [None, ["test_third"]])
def test_a_chain_breaks_at_its_first_failure(grade, only):
    result = grade(CHAIN, WRONG, only=only)[-1]
    assert (result.name, result.outcome, result.reason) == (
        "test_third",
        Outcome.FAILED,
        Reason.NOT_RUN,
    )
    assert result.message == 'not run, because "title of test_second" got no points'


def test_what_depends_on_a_broken_check_is_broken(grade):
    results = grade(CHAIN.replace("assert student.total([1]) == 2", "1 / 0"))
    assert [result.outcome.value for result in results] == ["broken", "passed", "broken", "broken"]


def test_a_part_of_the_points_is_enough_to_go_on(grade):
    parts = check(
        "expect.true('a', True, '')\nexpect.true('b', False, 'is wrong')", name="test_first"
    )
    results = grade(
        parts + check("pass", marks="@pytest.mark.depends_on('test_first')", name="test_second")
    )
    assert [result.outcome.value for result in results] == ["partial", "passed"]


def test_one_case_of_a_parametrized_check_is_enough_to_go_on(grade):
    cases = check("assert x", "x", "@pytest.mark.parametrize('x', [0, 1])", "test_first")
    results = grade(
        cases + check("pass", marks="@pytest.mark.depends_on('test_first')", name="test_second")
    )
    assert [result.outcome.value for result in results] == ["partial", "passed"]


def test_what_depends_on_a_check_that_was_not_run_is_broken(grade):
    first = check("raise KeyError", marks="@pytest.mark.skip", name="test_first")
    results = grade(first + check("pass", marks="@pytest.mark.depends_on('test_first')"))
    assert [result.outcome.value for result in results] == ["broken", "broken"]


# ----------------------------------------------------------------------------------------- composes


COUNTED = "with Path(__file__).with_name('tries').open('a') as file: file.write('x')\n"
COMPOSES = "@pytest.mark.composes('double')"


@pytest.mark.parametrize(
    ("text", "tries", "outcome", "reason"),
    [
        (RIGHT, 1, Outcome.PASSED, None),
        (WRONG, 2, Outcome.FAILED, Reason.WRONG),
        (BORROWING, 2, Outcome.PASSED, None),
        ("def double(x): pass\n", 2, Outcome.FAILED, Reason.MISSING),
        ("def total(xs):\n    return sum(double(x) for x in xs)\n", 2, Outcome.PASSED, None),
        ("import os\ndef total(xs):\n    os._exit(0)\n", 3, Outcome.FAILED, Reason.KILLED),
        (ENDLESS, 2, Outcome.FAILED, Reason.TIMEOUT),
        (BORROWING.replace("return 3 * x", "while True: pass"), 2, Outcome.PASSED, None),
        (BORROWING.replace("return 3 * x", "exit()"), 2, Outcome.PASSED, None),
        (BORROWING.replace("return 3 * x", "__import__('os')._exit(0)"), 3, Outcome.PASSED, None),
    ],
    ids=[
        "right",
        "wrong",
        "borrowing",
        "missing",
        "borrowing what is missing",
        "killed",
        "timed out",
        "borrowing what never ends",
        "borrowing what exits",
        "borrowing what ends the process",
    ],
)
def test_a_check_that_does_not_pass_is_tried_again_with_stand_ins(
    grade, course, text, tries, outcome, reason
):
    # Half a second of them may be spent on finding out what the function itself returns.
    limits = "@pytest.mark.limits(cpu_s=1)\n"
    (result,) = grade(check(COUNTED + ADDS_UP, marks=limits + COMPOSES), text)
    assert (result.outcome, result.reason) == (outcome, reason)
    assert len((course / "solutions/tiny/tries").read_text()) == tries


def test_a_dtype_of_another_function_costs_nothing(grade):
    text = "def double(x):\n    return (2 * x).astype('float32')\ndef total(xs):\n    return double(xs)\n"
    body = """
        import numpy as np
        expect.partial_credit(dtype=0.5)
        xs = np.ones((2, 2))
        got = student.total(xs)
        expect.arrays(got, doubled=2 * xs)
        expect.dtype(xs, doubled=got)
    """
    (alone,) = grade(check(body), text)
    (composed,) = grade(check(body, marks=COMPOSES), text)
    assert (alone.outcome, composed.outcome) == (Outcome.PARTIAL, Outcome.PASSED)


def test_without_the_reference_nothing_is_tried_again(grade, course):
    (result,) = grade(
        check(COUNTED + ADDS_UP, marks=COMPOSES), BORROWING, public=True, solutions=False
    )
    assert result.outcome is Outcome.FAILED
    assert (course / "assignments/tiny/tries").read_text() == "x"


def test_a_check_without_a_student_is_not_tried_again(grade, course):
    (result,) = grade(check(COUNTED + "assert False", "expect", COMPOSES))
    assert result.outcome is Outcome.FAILED
    assert (course / "solutions/tiny/tries").read_text() == "x"


@pytest.mark.parametrize(
    ("alone", "said"),
    [("'odd'", "is a str"), ("1 // 0", "is None")],
    ids=["wrong in the same way", "another kind of fault"],
)
def test_a_second_try_that_is_no_better_says_what_is_wrong_in_the_checks_own_functions(
    alone, said, grade
):
    text = f"def double(x):\n    return 3 * x\ndef total(xs):\n    return {alone} if double(1) == 2 else None\n"
    (result,) = grade(check(ADDS_UP, marks=COMPOSES), text)
    assert said in result.message


def test_a_second_try_that_breaks_leaves_the_first_ones_verdict(grade):
    body = f"{ADDS_UP}\nif student.total([1]) == 2: 1 / 0"
    (result,) = grade(check(body, marks=COMPOSES), BORROWING)
    assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.WRONG)


def test_a_second_try_that_gets_a_part_says_what_is_still_wrong(grade):
    body = f"{ADDS_UP}\nexpect.number(student.double(1), other=2)"
    (result,) = grade(check(body, marks=COMPOSES), BORROWING)
    assert (result.outcome, result.score, result.reason) == (Outcome.PARTIAL, 30, Reason.WRONG)
    assert result.message == "other is wrong"


# -------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("assert student.total([1]) == 12345", "assert 2 == 12345"),
        ("assert student.total([1]) == pytest.approx(12345)", "assert 2 == 12345"),
        ("assert not student.total([12345 // 2])", "assert not "),
        ("assert {'a': 12345} == {'a': student.total([1])}", "assert {'a': 12345} == {'a': 2}"),
        ("assert student.total([1]) == 12345, ''", "the result is wrong"),
        (
            "import numpy as np\nnp.testing.assert_allclose(student.total([1]), 12345)",
            "the result is wrong",
        ),
        ("assert student.total([1]) == 12345, 'total is not\\n12345'", "total is not"),
        ("raise AssertionError", "the result is wrong"),
        ("raise ValueError(12345)", "ValueError: 12345 (test_hidden.py, line 6)"),
        ("pytest.fail('total is odd\\n12345')", "total is odd"),
    ],
)
def test_what_a_check_says_is_shown_to_instructors_and_one_sentence_to_students(
    grade, body, message
):
    (result,) = grade(check(body))
    assert result.message.startswith(message)
    (shown,) = Report("tiny", "a.py", "E", "cpu", (result,)).for_student().checks
    assert shown.message in (WRONG_VALUE, "it could not be graded")


def test_a_plain_assert_of_a_public_check_shows_its_values(grade):
    (result,) = grade(check("assert student.total([1]) == 3"), public=True)
    assert result.message == "assert 2 == 3"


def test_cases_join_their_words_each_once_and_three_at_most(grade):
    cases = "@pytest.mark.parametrize('x', [1, 1, 2, 3, 4])"
    (result,) = grade(check("assert False, f'case {x}'", "x", cases))
    assert result.message == "case 1\ncase 2\ncase 3"


def test_where_one_case_is_broken_the_words_are_its_own(grade):
    cases = "@pytest.mark.parametrize('x', [0, 1])"
    (result,) = grade(check("assert 1 / x == 2", "x", cases), public=True)
    assert (result.outcome, result.score) == (Outcome.BROKEN, 0)
    assert result.message == "ZeroDivisionError: division by zero (test_public.py, line 7)"


def test_words_and_output_of_a_submission_are_made_safe_to_show(grade):
    text = "def total(xs):\n    print('\\x1b[2Jsaid')\n    raise ValueError('\\x1b[2Jraised' + 10000 * 'x')\n"
    (result,) = grade(check(ADDS_UP), text, public=True)
    assert "\N{REPLACEMENT CHARACTER}[2Jraised" in result.message
    assert result.output == "\N{REPLACEMENT CHARACTER}[2Jsaid\n"
    assert "\x1b" not in result.message + result.output
    assert len(result.message) < 2500


def test_output_is_shown_of_the_first_case_that_printed_and_lost_points(grade):
    cases = "@pytest.mark.parametrize('x', [1, 2, 3])"
    text = "def total(xs):\n    print('got', xs[0])\n    return 2 if xs == [1] else 0\n"
    (result,) = grade(
        check("assert student.total([x]) == 2 * x", "student, x", cases), text, public=True
    )
    assert result.output == "got 2\n"


def test_output_of_a_check_that_passed_is_not_shown(grade):
    (result,) = grade(
        check(ADDS_UP), "def total(xs):\n    print(xs)\n    return 2 * sum(xs)\n", public=True
    )
    assert (result.outcome, result.output) == (Outcome.PASSED, "")


def test_an_argument_changed_in_place_is_named_beside_what_is_wrong(grade):
    text = "def double(x):\n    x += 1\n    return None\n"
    body = "import numpy as np\nexpect.true('a', True, '')\nexpect.number(student.double(np.ones(2)), result=2)"
    for public in (True, False):
        (result,) = grade(check(body), text, public=public)
        assert result.score == 60 * 0.5 * 0.75
        assert result.message.startswith("result is None")
        assert result.message.endswith(
            "; changed in place, which a caller does not expect: x of double"
        )


def test_a_note_is_shown_also_where_nothing_is_wrong(grade):
    (result,) = grade(check("expect.note('better than most')"))
    assert (result.outcome, result.message) == (Outcome.PASSED, "better than most")


WRONG_VALUE = "a value is wrong, or has the wrong shape or type"
ELSEWHERE = "the result of total is on another device than its inputs"


@pytest.fixture
def straying(monkeypatch):
    """Calls of the submission say that their results come from another device.

    As on a machine with a GPU.
    """
    call = Student.call

    def strays(self, name, *args, **kwargs):
        self.strayed.append(name)
        yield from call(self, name, *args, **kwargs)

    monkeypatch.setattr(Student, "call", strays)


@pytest.mark.parametrize(
    ("body", "text", "share"),
    [
        (ADDS_UP, RIGHT, 0.75),
        (f"{ADDS_UP}\n{ADDS_UP}", RIGHT, 0.75),
        (f"{ADDS_UP}\nexpect.true('a', False, 'is wrong')", RIGHT, 0.5 * 0.75),
        (ADDS_UP, WRONG, 0),
    ],
)
@pytest.mark.usefixtures("straying")
def test_results_that_left_their_device_cost_a_share_of_what_was_reached(grade, body, text, share):
    (result,) = grade(check(body), text)
    assert result.score == 60 * share
    assert result.reason is Reason.WRONG
    assert (ELSEWHERE in result.message) == bool(share)
    assert result.message.count("total") <= 1


# ------------------------------------------------------------------------------------ what is shown


def test_a_check_that_did_not_pass_points_at_the_function_or_where_it_raised(grade):
    (wrong,) = grade(check(ADDS_UP), RIGHT.replace("sum(", "-sum("))
    (raised,) = grade(check(ADDS_UP), RIGHT.replace("sum(", "nothing("), public=True)
    (missing,) = grade(check(ADDS_UP), "def double(x):\n    return 2 * x\n")
    (passed,) = grade(check(ADDS_UP))
    assert wrong.place == Place("homework.py", 3, file_line=3)
    assert raised.place == Place("homework.py", 4, file_line=4)
    assert missing.place == Place("homework.py")
    assert passed.place is None


def test_what_cannot_be_read_points_at_its_line(grade):
    (failed,) = grade(check(ADDS_UP), "x = 1\ndef total(:\n")
    assert failed.place == Place("homework.py", 2, file_line=2)


TRAINS = (
    """
    for number in range(1, 4):
        progress(epoch=number, epochs=3, loss=1 / number, accuracy=25 * number)
    expect.answers([("3", "fizz", True)])
    expect.arrays(np.ones(2), a=np.ones(2))
    """
    + ADDS_UP
)


@pytest.mark.parametrize("public", [True, False])
def test_training_and_answers_are_shown(grade, public):
    (trained,) = grade(
        "import numpy as np\n" + check(TRAINS, "student, expect, progress"), public=public
    )
    assert trained.outcome is Outcome.PASSED
    assert [epoch.accuracy for epoch in trained.shown.epochs] == [25, 50, 75]
    assert [answer.said for answer in trained.shown.answers] == ["fizz"]
    assert [one.error for one in trained.shown.deviations] == [0.0]


def test_of_the_cases_of_a_check_the_worst_deviation_is_shown(grade):
    marks = "@pytest.mark.parametrize('by', [1.0, 1.5, 1.25])"
    body = "expect.arrays(by * np.ones(2), a=np.ones(2))"
    (joined,) = grade("import numpy as np\n" + check(body, "expect, by", marks), public=True)
    assert [one.error for one in joined.shown.deviations] == [0.5]


def test_what_its_calls_used_of_their_limits_is_known(grade):
    busy = RIGHT.replace("    return sum", "    for _ in range(3_000_000): pass\n    return sum")
    limited = check(ADDS_UP, marks="@pytest.mark.limits(cpu_s=7, wall_s=9, memory_mb=500)")
    (used,) = grade(limited, busy, public=True)
    assert 0 < used.usage.cpu_s < 7
    assert (used.usage.cpu_limit_s, used.usage.wall_limit_s, used.usage.memory_limit_bytes) == (
        7,
        9,
        500 << 20,
    )
    (nothing,) = grade(check("pass", "expect"), public=True)
    assert nothing.usage is None


# -------------------------------------------------------------------------------- what is asked for

ASKED = """
def helper(student):
    return student.total([1])

@pytest.mark.points(30)
def test_one(student):
    '''the first: calls double'''
    student.double(1)

@pytest.mark.points(20)
@pytest.mark.depends_on("test_one")
def test_two(student):
    '''total: through another function'''
    helper(student)

@pytest.mark.points(10)
def test_three(student, reference):
    '''the third calls total, and double of the reference'''
    student.total([reference.double(1)])
"""


@pytest.mark.parametrize(
    ("only", "checks"),
    [
        (["double"], ["test_one"]),
        (["total"], ["test_two", "test_three"]),
        (["test_three", "total"], ["test_three", "test_two"]),
        (["test_two"], ["test_two"]),
        (["double", "total", "double"], ["test_one", "test_two", "test_three"]),
    ],
)
def test_checks_are_asked_for_by_name_or_by_the_function_that_they_are_about(grade, only, checks):
    assert [check.name for check in grade(ASKED, only=only)] == checks


def test_what_is_neither_a_check_nor_a_function_of_one_is_bad_usage(grade):
    with pytest.raises(UsageError, match="no check and no function is called other"):
        grade(ASKED, only=["test_one", "other"])
