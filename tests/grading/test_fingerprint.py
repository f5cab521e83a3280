"""When an earlier result still holds: whatever it was computed from is changed in turn."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading import fingerprint
from grader.grading.listener import Silence
from grader.language import speak
from grader.results import Fingerprint, Outcome

RIGHT = """
def double(x):
    return 2 * x

def total(xs):
    return sum(double(x) for x in xs)
"""
WRONG_TOTAL = RIGHT + "\n\ndef total(xs):\n    return 7\n"


@pytest.fixture
def again(course, warm, tmp_path):
    """Grades a text in the tiny course as it is now, after an earlier grading.

    Gives the report and what was run.
    """

    def again(text, earlier=None, device="cpu", whole=False):
        file = tmp_path / "homework.py"
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        assignment = assignments.load(course / "assignments/tiny", course / "solutions")
        handed_in = submission.read(file, "tiny", whole=whole)
        shared = fingerprint.AssignmentFingerprint(assignment, device)
        own = fingerprint.SubmissionFingerprint(shared, handed_in, earlier)
        report = grading.grade(assignment, handed_in, warm, Silence(), fingerprint=own)
        return report, [check.name for check in report.checks if not check.recalled]

    return again


@pytest.fixture
def edit(course):
    def edit(name, old, new):
        file = course / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


HIDDEN = "solutions/tiny/test_hidden.py"
PUBLIC = "assignments/tiny/test_public.py"


def test_nothing_is_run_again_where_nothing_changed(again):
    first, ran = again(WRONG_TOTAL)
    assert ran == ["test_double", "test_total"]
    second, ran = again(WRONG_TOTAL, first)
    assert ran == []
    assert second == first
    assert second.score == 40


def test_a_repaired_check_is_run_again_alone(again, edit):
    first, _ = again(RIGHT)
    edit(HIDDEN, "[1, 2, 3]", "[1, 2, 4]")
    second, ran = again(RIGHT, first)
    assert ran == ["test_total"]
    assert second.score == 100


@pytest.mark.parametrize(
    ("fixture", "argument", "first_line"),
    [
        ("@pytest.fixture(name='data')\ndef _data():\n    return {}", "data", ""),
        ("@pytest.fixture\ndef data():\n    return {}", "*, data", ""),
        ("@pytest.fixture\ndef data():\n    return {}", "request", "data = {}"),
        ("if True:\n  @pytest.fixture\n  def data():\n    return {}", "data", ""),
        ("def _data():\n    return {}\ndata = pytest.fixture(_data)", "data", ""),
    ],
    ids=["another name", "keyword-only", "getfixturevalue", "nested", "assigned"],
)
def test_a_fixture_is_part_of_a_check_however_it_asks_for_it(
    again, course, fixture, argument, first_line
):
    def write(numbers):
        lines = [
            "import pytest",
            fixture.format(numbers),
            "@pytest.mark.points(60)",
            f"def test_total(student, {argument}):",
            "    '''total'''",
            "    " + first_line.format("request.getfixturevalue('data')"),
            "    assert student.total(data) == 12",
        ]
        (course / HIDDEN).write_text("\n".join(lines))

    write([1, 2, 3])
    first, _ = again(RIGHT)
    assert first.score == 100
    write([1, 2, 4])
    second, ran = again(RIGHT, first)
    assert ran == ["test_total"]
    assert second.score == 40


@pytest.mark.parametrize(
    ("old", "new"),
    [("import pytest\n", "import pytest\n\nUNUSED = 1\n"), ("adds up the doubles", "sums up")],
)
def test_what_changes_nothing_that_a_check_does_lets_its_result_stand(again, edit, old, new):
    first, _ = again(RIGHT)
    edit(HIDDEN, old, new)
    _, ran = again(RIGHT, first)
    assert ran == []


def test_a_title_that_is_changed_is_the_new_one(again, edit):
    first, _ = again(RIGHT)
    edit(HIDDEN, "total adds up the doubles", "the sum of the doubles")
    second, _ = again(RIGHT, first)
    assert second.checks[1].title == "the sum of the doubles"


def test_points_that_are_changed_are_given_by_the_share_that_was_reached(again, edit):
    first, _ = again(WRONG_TOTAL)
    edit(PUBLIC, "points(40)", "points(70)")
    edit(HIDDEN, "points(60)", "points(30)")
    second, ran = again(WRONG_TOTAL, first)
    assert ran == []
    assert [(check.score, check.max_score) for check in second.checks] == [(70, 70), (0, 30)]


@pytest.mark.parametrize("points", ["100/3", "0"])
def test_a_check_that_passed_still_does_whatever_it_is_worth(again, edit, points):
    edit(HIDDEN, "points(60)", f"points({points})")
    first, _ = again(RIGHT)
    second, ran = again(RIGHT, first)
    assert ran == []
    assert second == first
    assert second.checks[1].outcome is Outcome.PASSED


def test_a_part_of_odd_points_is_recalled_as_it_was(again, edit):
    edit(HIDDEN, "points(60)", "points(100/3)")
    edit(HIDDEN, "expect.number(", "expect.part('mean', 'is wrong', share=1/3)\n    expect.number(")
    first, _ = again(RIGHT)
    second, ran = again(RIGHT, first)
    assert (ran, second) == ([], first)
    assert second.checks[1].outcome is Outcome.PARTIAL
    edit(HIDDEN, "points(100/3)", "points(600)")
    third, ran = again(RIGHT, first)
    assert (ran, third.checks[1].score) == ([], 400)


def test_a_constant_that_a_check_uses_is_part_of_it(again, edit):
    edit(HIDDEN, "import pytest\n", "import pytest\n\nNUMBERS = [1, 2, 3]\n")
    edit(HIDDEN, "total([1, 2, 3])", "total(NUMBERS)")
    first, _ = again(RIGHT)
    edit(HIDDEN, "NUMBERS = [1, 2, 3]", "NUMBERS = [1, 2]")
    _, ran = again(RIGHT, first)
    assert ran == ["test_total"]


def test_a_fixture_of_the_file_is_part_of_the_checks_that_use_it(again, edit):
    edit(
        HIDDEN,
        "import pytest\n",
        "import pytest\n\n@pytest.fixture\ndef numbers():\n    return [1, 2, 3]\n",
    )
    edit(HIDDEN, "def test_total(student,", "def test_total(numbers, student,")
    edit(HIDDEN, "total([1, 2, 3])", "total(numbers)")
    first, _ = again(RIGHT)
    edit(HIDDEN, "return [1, 2, 3]", "return [5]")
    _, ran = again(RIGHT, first)
    assert ran == ["test_total"]


def test_where_something_reaches_far_all_of_the_file_counts(again, edit):
    edit(
        HIDDEN,
        "import pytest\n",
        "import pytest\n\n@pytest.fixture(autouse=True)\ndef ready():\n    pass\n",
    )
    first, _ = again(RIGHT)
    edit(HIDDEN, "import pytest\n", "import pytest\n\nUNUSED = 1\n")
    _, ran = again(RIGHT, first)
    assert ran == ["test_total"]


def test_a_limit_in_a_mark_is_part_of_the_check(again, edit):
    first, _ = again(RIGHT)
    edit(HIDDEN, "@pytest.mark.points(60)", "@pytest.mark.points(60)\n@pytest.mark.limits(cpu_s=1)")
    _, ran = again(RIGHT, first)
    assert ran == ["test_total"]


def test_another_reference_lets_no_result_stand(again, edit):
    first, _ = again(RIGHT)
    edit("solutions/tiny/solution.py", "2 * x", "x + x")
    _, ran = again(RIGHT, first)
    assert ran == ["test_double", "test_total"]


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("cpu_s = 2", "cpu_s = 3", True),
        ('preload = ["numpy"]', 'preload = ["numpy"]\n[settings]\nmuch = 3', True),
        ('title = "Tiny"', 'title = "Small"', False),
        ('preload = ["numpy"]', 'preload = ["numpy"]\n[policy]\ngrace_minutes = 3', False),
    ],
)
def test_of_the_assignment_limits_and_settings_count_and_words_and_policy_do_not(
    again, edit, old, new, counts
):
    first, _ = again(RIGHT)
    edit("assignments/tiny/assignment.toml", old, new)
    _, ran = again(RIGHT, first)
    assert bool(ran) == counts


@pytest.mark.parametrize("name", ["data.csv", "homework.npz", "README_data.csv", "solution.pyi"])
def test_a_file_that_a_check_may_read_is_part_of_all(again, course, name):
    first, _ = again(RIGHT)
    (course / "solutions/tiny" / name).write_text("1,2\n")
    _, ran = again(RIGHT, first)
    assert ran == ["test_double", "test_total"]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "homework.py", "homework.ipynb"])
def test_what_students_read_is_no_part_of_a_check(again, course, name):
    first, _ = again(RIGHT)
    (course / "assignments/tiny" / name).write_text("...\n")
    _, ran = again(RIGHT, first)
    assert ran == []


def test_another_device_counts(again):
    first, _ = again(RIGHT)
    _, ran = again(RIGHT, first, device="cuda:0")
    assert ran == ["test_double", "test_total"]


class TestTheSubmission:
    def test_a_function_that_a_check_did_not_call_does_not_matter(self, again):
        first, _ = again(WRONG_TOTAL)
        second, ran = again(RIGHT, first)
        assert ran == ["test_total"]
        assert second.score == 100

    def test_a_function_that_moved_or_got_a_comment_is_the_same(self, again):
        first, _ = again(RIGHT)
        _, ran = again(
            "\n\n# mine\nimport os\n\n\nunused = 1\n"
            + RIGHT.replace("return 2", "# twice\n    return 2"),
            first,
        )
        assert ran == []

    def test_what_a_function_uses_is_part_of_it(self, again):
        text = RIGHT.replace("2 * x", "FACTOR * x")
        first, _ = again("FACTOR = 2\n" + text)
        second, ran = again("FACTOR = 3\n" + text, first)
        assert ran == ["test_double", "test_total"]
        assert second.score < first.score

    def test_blank_lines_within_a_string_are_part_of_it(self, again):
        text = 'MARK = """a\n{}b"""\n' + RIGHT.replace("2 * x", "x * len(MARK) // 2 - x")
        first, _ = again(text.format("\n"))
        _, ran = again(text.format(""), first)
        assert ran == ["test_double", "test_total"]

    def test_what_did_not_pass_is_run_again_where_anything_changed(self, again):
        """Its message names lines, and its hint may come from another check."""
        first, _ = again(WRONG_TOTAL)
        _, ran = again("\n" + WRONG_TOTAL, first)
        assert ran == ["test_total"]

    def test_a_missing_function_that_is_written_is_run(self, again):
        first, _ = again("def double(x):\n    return 2 * x\n")
        assert first.checks[1].called == ("total",)
        second, ran = again(RIGHT, first)
        assert ran == ["test_total"]
        assert second.score == 100

    def test_a_missing_function_is_not_taken_from_one_who_wrote_it(self, again):
        first, _ = again(RIGHT)
        second, _ = again("def double(x):\n    return 2 * x\n", first)
        assert second.score == 40

    def test_a_module_beside_it_is_part_of_it(self, again, tmp_path):
        (tmp_path / "mine.py").write_text("FACTOR = 2\n")
        text = "from mine import FACTOR\n" + RIGHT.replace("2 * x", "FACTOR * x")
        first, _ = again(text)
        (tmp_path / "mine.py").write_text("FACTOR = 3\n")
        second, ran = again(text, first)
        assert ran == ["test_double", "test_total"]
        assert second.score < first.score

    def test_one_that_cannot_be_read_is_graded_again_when_it_can(self, again):
        first, _ = again("def double(x:\n")
        assert first.score == 0
        assert again(RIGHT, first)[0].score == 100

    def test_running_the_whole_file_is_another_program(self, again):
        text = RIGHT + "\n\nprint('hello')\n"
        first, _ = again(text)
        _, ran = again(text, first, whole=True)
        assert ran == ["test_double", "test_total"]


class TestWhatIsNotBelieved:
    def test_a_broken_result_is_run_again(self, again, edit):
        edit(HIDDEN, "expect.number(", "expect.nothing(")
        first, _ = again(RIGHT)
        assert first.checks[1].outcome is Outcome.BROKEN
        assert first.checks[1].inputs is None

    def test_a_check_that_waited_for_another_is_run_when_that_passes(self, again, edit):
        edit(HIDDEN, '@pytest.mark.composes("double")', '@pytest.mark.depends_on("test_double")')
        first, _ = again(RIGHT.replace("2 * x", "3 * x"))
        assert "not run" in first.checks[1].message
        assert first.checks[1].inputs is None
        second, ran = again(RIGHT, first)
        assert ran == ["test_double", "test_total"]
        assert second.score == 100

    def test_a_known_result_does_not_stand_where_its_check_depends_on_one_that_fails_now(
        self, again, edit
    ):
        edit(HIDDEN, '@pytest.mark.composes("double")', '@pytest.mark.depends_on("test_double")')
        first, _ = again(RIGHT)
        edit(PUBLIC, "result=6", "result=7")
        second, _ = again(RIGHT, first)
        assert second.score == 0

    def test_a_result_without_its_inputs_is_run_again(self, again):
        first, _ = again(RIGHT)
        bare = replace(first, checks=tuple(replace(check, inputs=None) for check in first.checks))
        assert again(RIGHT, bare)[1] == ["test_double", "test_total"]

    @pytest.mark.parametrize("name", [*Fingerprint.__dataclass_fields__])
    def test_a_failed_result_with_any_other_input_is_run_again(self, again, name):
        first, _ = again(WRONG_TOTAL)
        other = tuple(
            replace(check, inputs=replace(check.inputs, **{name: "other"}))
            for check in first.checks
        )
        assert "test_total" in again(WRONG_TOTAL, replace(first, checks=other))[1]


def test_a_result_that_says_what_went_wrong_is_run_again_for_a_reader_of_another_language(again):
    first, _ = again(WRONG_TOTAL)
    with speak("zh"):
        second, ran = again(WRONG_TOTAL, first)
    assert ran == ["test_total"]
    assert second.score == first.score


@pytest.mark.parametrize(
    ("place", "checks"),
    [("tiny/mistakes", "('test_total',)"), ("mistakes", "{'tiny': ('test_total',)}")],
)
def test_a_new_hint_is_given_to_whom_it_helps_and_costs_nobody_else(again, course, place, checks):
    first, _ = again(WRONG_TOTAL)
    (course / "solutions" / place).mkdir()
    (course / "solutions" / place / "always_seven.py").write_text(
        f"'''Always seven.'''\n\nCHECKS = {checks}\n"
        "HINT = {'en': 'not always 7', 'zh': '不总是 7'}\n\n\n"
        "def total(xs):\n    return 7\n"
    )
    second, ran = again(WRONG_TOTAL, first)
    assert ran == ["test_total"]
    assert second.checks[1].hint.en == "not always 7"


class TestTheBasis:
    def of(self, course, device="cpu", whole=False):
        assignment = assignments.load(course / "assignments/tiny", course / "solutions")
        return fingerprint.AssignmentFingerprint(assignment, device).shared(whole=whole)

    def test_it_is_the_same_for_the_same(self, course):
        assert self.of(course) == self.of(course)

    @pytest.mark.parametrize(
        ("file", "field"),
        [(PUBLIC, "checks"), (HIDDEN, "checks"), ("solutions/tiny/solution.py", "reference")],
    )
    def test_each_file_has_its_part(self, course, file, field):
        before = self.of(course)
        with (course / file).open("a") as text:
            text.write("\n# more\n")
        after = self.of(course)
        assert [name for name in vars(before) if getattr(before, name) != getattr(after, name)] == [
            field
        ]

    def test_device_and_loading_are_settings(self, course):
        assert (
            len(
                {
                    self.of(course).settings,
                    self.of(course, "cuda:0").settings,
                    self.of(course, whole=True).settings,
                }
            )
            == 3
        )


def test_what_has_no_influence_is_there_and_nothing_below_grading_imports_it():
    package = Path(grading.__file__).parents[1]
    rooms = {entry.stem: entry for entry in package.iterdir()}
    assert rooms.keys() >= fingerprint.WITHOUT_INFLUENCE
    imported = "\n".join(
        file.read_text("utf-8")
        for name in rooms.keys() - fingerprint.WITHOUT_INFLUENCE - {"__init__"}
        for file in (rooms[name].rglob("*.py") if rooms[name].is_dir() else [rooms[name]])
        if file.suffix == ".py"
    )
    assert not {name for name in fingerprint.WITHOUT_INFLUENCE if f"from grader.{name}" in imported}
