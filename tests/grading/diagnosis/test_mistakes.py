"""Recorded mistakes: how they are read, and the programs that they make of the reference."""

import ast

import pytest
from tools import ROOT

from grader.checks.assignment import load
from grader.course import find
from grader.errors import AuthorError
from grader.grading.diagnosis.mistakes import (
    Variants,
    _settings_of,
    read_mistakes,
    reference_with_terms,
)
from grader.results import Hint

TRIPLES = '''
    """It triples."""

    CHECKS = ("test_double",)
    HINT = {"en": "You triple.", "zh": "你乘了三。"}
    CODE = {"double": ("3 * _",)}


    def double(x):
        """Doc."""
        return 3 * x
    '''
REFERENCE = '''
"""A reference."""
import math
SCALE = 1
def helper(x):
    return SCALE * x
def double(x):
    """Doc."""
    return helper(2 * x)
def total(xs):
    return sum(double(x) for x in xs)
def other(x):
    return x
'''


@pytest.fixture
def course_with(course, write):
    """The tiny course with one mistake."""

    def make(mistake=TRIPLES):
        write(course, {"solutions/tiny/mistakes/it_triples.py": mistake})
        return load(course / "assignments/tiny", course / "solutions")

    return make


def test_a_mistake_is_read_with_its_hint(course_with):
    (mistake,) = read_mistakes(course_with())
    assert (mistake.name, mistake.title, mistake.checks) == (
        "it_triples",
        "It triples.",
        ("test_double",),
    )
    assert mistake.hint == Hint("it-triples", "You triple.", "你乘了三。")


SHARED = '''
    """It quadruples."""

    CHECKS = {"tiny": ("test_double",), "other": ("test_else",)}


    def double(x):
        return twice(twice(x))
    '''
TERMS = """
    def twice(x):
        return 2 * x
    """


def test_a_mistake_that_several_assignments_share_is_one_of_each(course_with, course, write):
    write(course, {"solutions/mistakes/a_quadruples.py": SHARED, "solutions/tiny/terms.py": TERMS})
    assignment = course_with()
    shared, own = read_mistakes(assignment)
    assert (shared.name, shared.checks, own.name) == (
        "a_quadruples",
        ("test_double",),
        "it_triples",
    )

    program = Variants(reference_with_terms(assignment)).text([shared], "double", ())
    namespace = {}
    exec(program, namespace)
    assert namespace["double"](3) == 12


def test_a_mistake_of_others_is_not_the_assignments(course_with, course, write):
    others = SHARED.replace('"tiny": ("test_double",), ', "").replace("quadruples", "is not tiny")
    write(course, {"solutions/mistakes/others.py": others})
    assert [mistake.name for mistake in read_mistakes(course_with())] == ["it_triples"]


def test_a_name_is_used_once(course_with, course, write):
    write(course, {"solutions/mistakes/it_triples.py": SHARED})
    with pytest.raises(AuthorError, match="has a mistake of that name of its own"):
        read_mistakes(course_with())


def test_what_is_shared_says_for_each_assignment_which_checks_it_fails(course_with, course, write):
    write(
        course,
        {"solutions/mistakes/shared.py": SHARED.replace('("test_double",)', '"test_double"')},
    )
    with pytest.raises(AuthorError, match="CHECKS"):
        read_mistakes(course_with())


def test_no_assignment_takes_the_name_of_the_folder_that_they_share(course):
    (course / "assignments/tiny").rename(course / "assignments/mistakes")
    with pytest.raises(AuthorError, match="cannot be called mistakes"):
        load(course / "assignments/mistakes", course / "solutions")


def test_what_the_course_shares_is_about_its_assignments():
    names = set(find([ROOT], None).names)
    for file in (ROOT / "solutions/mistakes").glob("*.py"):
        checks = _settings_of(ast.parse(file.read_text("utf-8")))["CHECKS"]
        assert len(checks) > 1, file
        assert set(checks) <= names, file


def test_a_mistake_needs_no_hint(course_with):
    lines = [line for line in TRIPLES.split("\n") if "HINT" not in line]
    (mistake,) = read_mistakes(course_with("\n".join(lines)))
    assert mistake.hint is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def double(x:\n", "cannot be read"),
        ("CHECKS = ('test_double',)\n", "needs a docstring"),
        ('"""Title."""\n', "needs a docstring, its title, and CHECKS"),
        ('"""Title."""\nCHECKS = ()\n', "needs a docstring, its title, and CHECKS"),
        ('"""Title."""\nCHECKS = "test_double"\n', "needs a docstring, its title, and CHECKS"),
        ('"""Title."""\nCHECKS = (1,)\n', "needs a docstring, its title, and CHECKS"),
        ('"""Title."""\nCHECKS = tuple(names)\n', "cannot be read"),
        ('"""Title."""\nCHECKS = ("a",)\nSOMETIMES = "b"\n', "SOMETIMES is a tuple"),
        (
            '"""Title."""\nCHECKS = ("test_double",)\nHINT = {"en": "x"}\n',
            "HINT holds a text for each",
        ),
        (
            '"""Title."""\nCHECKS = ("test_double",)\nHINT = {"en": 3, "zh": 4}\n',
            "HINT holds a text for each",
        ),
        ('"""Title."""\nCHECKS = ("test_double",)\nHINT = {[]: 3}\n', "cannot be read"),
        ('"""Title."""\nCHECKS = ("test_double",)\nCODE = ("3 * _",)\n', "CODE holds patterns"),
        (
            '"""Title."""\nCHECKS = ("test_double",)\nCODE = {"double": "3 * _"}\n',
            "CODE holds patterns",
        ),
        (
            '"""Title."""\nCHECKS = ("test_double",)\nCODE = {"double": ("3 *",)}\n',
            "CODE holds patterns",
        ),
    ],
)
def test_a_file_that_is_no_mistake_is_the_authors_error(course_with, text, message):
    with pytest.raises(AuthorError, match=r"it_triples\.py") as caught:
        read_mistakes(course_with(text))
    assert message in caught.value.message


def test_a_mistake_has_its_definitions_and_its_patterns(course_with):
    (mistake,) = read_mistakes(course_with())
    assert mistake.id == "it-triples"
    assert mistake.defines == {"double"}
    assert mistake.code == {"double": ("3 * _",)}


def run(text, call):
    namespace = {}
    exec(text, namespace)
    return eval(call, namespace)


def test_a_variant_is_the_reference_with_the_mistake_in_it(course_with):
    mistakes, variants = read_mistakes(course_with()), Variants(REFERENCE)
    assert run(variants.text([], "total", ()), "total([1, 2])") == 6
    assert run(variants.text(mistakes, "total", ()), "total([1, 2])") == 9
    assert run(variants.text(mistakes, "double", ()), "double(5)") == 15


def test_a_mistake_has_no_effect_where_the_reference_stands_in(course_with):
    mistakes, variants = read_mistakes(course_with()), Variants(REFERENCE)
    assert run(variants.text(mistakes, "total", {"double"}), "total([1, 2])") == 6
    assert run(variants.text(mistakes, "double", {"double"}), "double(5)") == 15


def test_a_variant_holds_no_more_than_is_needed():
    text = Variants(REFERENCE).text([], "double", ())
    assert "def helper" in text
    assert "import math" in text
    assert not any(word in text for word in ("total", "other", "Doc.", "A reference"))


def test_what_a_call_reaches():
    variants = Variants(REFERENCE)
    assert variants.reached(["total"], ()) == {"total", "double", "helper"}
    assert variants.reached(["total"], ["double"]) == {"total"}
