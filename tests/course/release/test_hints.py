"""The hints of recorded mistakes, in a student's repository."""

import pytest

from grader.checks import assignment as assignments
from grader.course.release.hints import sealed_hints
from grader.grading import diagnosis
from grader.grading.diagnosis import sealed
from grader.grading.grader import Grader
from grader.results import Tier

MISTAKES = {
    "solutions/tiny/mistakes/it_triples.py": '''
        """It triples."""

        CHECKS = ("test_double",)
        HINT = {"en": "You triple.", "zh": "你乘了三。"}


        def double(x):
            return 3 * x
        ''',
    "solutions/tiny/mistakes/it_triples_by_sums.py": '''
        """It triples, too."""

        CHECKS = ("test_double",)
        NEEDS = r"x \\+ x"
        HINT = {"en": "You add once too often.", "zh": "你多加了一次。"}


        def double(x):
            return x + x + x
        ''',
    "solutions/tiny/mistakes/it_raises.py": '''
        """It raises."""

        CHECKS = ("test_double",)
        NEEDS = r"0 \\* 1"
        HINT = {"en": "You index a number.", "zh": "你对数取了下标。"}


        def double(x):
            return x[0]
        ''',
    "solutions/tiny/mistakes/without_hint.py": '''
        """It negates."""

        CHECKS = ("test_double",)


        def double(x):
            return -x
        ''',
}


@pytest.fixture
def at_home(course, write, tmp_path):
    """Grades a submission without the solutions, with the hints that were sealed with them."""
    write(course, MISTAKES)
    with Grader(Tier.E, "cpu") as grader:
        whole = assignments.load(course / "assignments/tiny", course / "solutions")
        (whole.folder / sealed.FILE).write_bytes(sealed_hints(whole, grader))
        home = assignments.load(course / "assignments/tiny", None)

        def grade(text):
            file = tmp_path / "homework.py"
            file.write_text(text, "utf-8")
            (check,) = grader.grade_file(home, file).checks
            return check.hint

        yield grade


def test_a_mistake_is_named_without_the_solutions(at_home):
    hint = at_home("def double(x):\n    return x * 3\n")
    assert (hint.id, hint.en, hint.zh) == ("it-triples", "You triple.", "你乘了三。")


def test_the_code_decides_between_mistakes_of_the_same_values(at_home):
    hint = at_home("def double(x):\n    return x + x + 1 * x\n")
    assert hint.id == "it-triples|it-triples-by-sums"
    assert hint.en.startswith("Perhaps: ")


def test_what_code_shows_for_sure_comes_with_it(at_home):
    hint = at_home("def double(x):\n    ValueError(x)\n    return 3 * x\n")
    assert hint.id == "it-triples"
    assert hint.en.startswith("You triple. Line 2 makes a ValueError")


def test_a_shared_symptom_needs_its_sign(at_home):
    assert at_home("def double(x):\n    return x[0]\n").id != "it-raises"
    signed = at_home("def double(x):\n    ValueError(x)\n    return x[0]\n")
    assert signed.id == "error-not-raised"
    needed = at_home("def double(x):\n    return x[0 * 1]\n")
    assert needed.id == "it-raises"


def test_values_of_no_recorded_mistake_get_no_such_hint(at_home):
    assert at_home("def double(x):\n    return 4 * x\n").id == "factor"
    assert at_home("def double(x):\n    return x * x - 7\n") is None
    assert at_home("def double(x):\n    return 2 * x\n") is None


def test_where_the_solutions_are_the_file_is_not_read(course, write, grade, monkeypatch):
    (course / "assignments/tiny/hints.json").write_text("{")
    monkeypatch.setattr(diagnosis.sealed, "opened", None)
    assert grade("def double(x):\n    return 3 * x\n").checks


def test_the_same_course_gives_the_same_file_and_another_one_another(course, write):
    write(course, MISTAKES)
    assignment = assignments.load(course / "assignments/tiny", course / "solutions")
    with Grader(Tier.E, "cpu") as grader:
        first = sealed_hints(assignment, grader)
        assert sealed_hints(assignment, grader) == first
        mistake = course / "solutions/tiny/mistakes/it_triples.py"
        mistake.write_text(
            mistake.read_text("utf-8").replace("You triple.", "You treble."), "utf-8"
        )
        again = sealed_hints(assignment, grader)
    assert (len(again), again != first) == (len(first), True)


def test_the_file_of_a_course_tells_nothing_of_its_mistakes(at_home, course):
    data = (course / "assignments/tiny/hints.json").read_bytes()
    assert len(data) < 4000
    for name, text in MISTAKES.items():
        stem = name.rpartition("/")[2].removesuffix(".py")
        words = [stem, stem.replace("_", "-"), *text.split('"')[1::2]]
        assert not [
            word
            for word in words
            if len(word) > 3 and word.encode() in data and word != "test_double"
        ]
