"""Validating: the reference, the stubs.

And each recorded mistake on exactly the checks that it names.
"""

import pytest

from grader.checks.assignment import load
from grader.course.findings import to_table
from grader.course.validate import Validation, validate
from grader.errors import AuthorError
from grader.grading.grader import Grader
from grader.grading.listener import Silence
from grader.results import Tier

STUB = (
    "def double(x):\n    raise NotImplementedError('x')\n"
    "def total(xs):\n    raise NotImplementedError('x')\n"
)
BOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
TRIPLES = '''
    """It triples."""

    CHECKS = ("test_double",)
    HINT = {"en": "You triple.", "zh": "你乘了三。"}


    def double(x):
        return 3 * x
    '''


@pytest.fixture
def tiny(course, write):
    """The tiny course with stubs and one mistake; gives what writes more and loads it."""

    def make(**files):
        paths = {
            "stub": "assignments/tiny/homework.py",
            "public": "assignments/tiny/test_public.py",
            "solution": "solutions/tiny/solution.py",
            "mistake": "solutions/tiny/mistakes/it_triples.py",
        }
        texts = {"stub": STUB, "mistake": TRIPLES, **files}
        write(course, {paths[name]: text for name, text in texts.items()})
        write(course, {"assignments/tiny/homework.ipynb": BOOK})
        return load(course / "assignments/tiny", course / "solutions")

    return make


@pytest.fixture(scope="module")
def all_graders():
    with Grader(Tier.E, "cpu") as grader:
        yield grader


@pytest.fixture
def grader(all_graders):
    """One whose listener is silent, whatever an earlier test put there."""
    all_graders.listener = Silence()
    return all_graders


def found(assignment, grader):
    return validate(assignment, grader)


def test_a_good_assignment_has_no_faults(tiny, grader):
    confusion = {"it-triples": {"it-triples": 1}}
    assert found(tiny(), grader) == Validation(
        "tiny", 100, 0, 100, mistakes=1, faults=(), confusion=confusion
    )


def test_a_reference_that_fails_a_check_is_a_fault(tiny, grader):
    finding = found(
        tiny(solution="def double(x):\n    return 5\ndef total(xs):\n    return 0\n"), grader
    )
    assert not finding.ok
    assert "the reference does not pass test_double: result is wrong" in finding.faults


def test_points_that_do_not_add_up_are_a_fault(tiny, grader):
    public = """
        import pytest

        @pytest.mark.points(30)
        def test_double(student, expect):
            '''double doubles'''
            expect.number(student.double(3), result=6)
        """
    assert "the points add up to 90, not to 100" in found(tiny(public=public), grader).faults


def test_a_stub_that_gets_points_is_a_fault(tiny, grader):
    (fault,) = found(tiny(stub="def double(x):\n    return 2 * x\n"), grader).faults
    assert fault == "the untouched homework.py gets 40 points on test_double"


def test_a_mistake_that_no_check_sees_is_a_fault(tiny, grader):
    mistake = TRIPLES.replace("3 * x", "x + x")
    assert found(tiny(mistake=mistake), grader).faults == (
        "it_triples: loses nothing on test_double, which it names",
    )


def test_what_a_mistake_fails_only_sometimes_it_may_pass_or_fail(tiny, grader):
    sometimes = 'CHECKS = ("test_double",)\n    SOMETIMES = ("test_total",)'
    assert found(tiny(mistake=TRIPLES.replace('CHECKS = ("test_double",)', sometimes)), grader).ok
    other = TRIPLES.replace("3 * x", "2 * x if x < 5 else 0").replace(
        'CHECKS = ("test_double",)', 'CHECKS = ("test_total",)\n    SOMETIMES = ("test_double",)'
    )
    assert "test_double" not in str(found(tiny(mistake=other), grader).faults)


def test_a_mistake_that_changes_nothing_at_all_is_a_fault_too(tiny, grader):
    mistake = TRIPLES.replace("def double(x):\n        return 3 * x", "UNUSED = 1")
    assert found(tiny(mistake=mistake), grader).faults == (
        "it_triples: changes no function that a check calls",
    )


def test_a_function_that_the_reference_lacks_is_a_fault(tiny, grader, course, write):
    manifest = 'title = "Tiny"\nfunctions = ["double", "total", "other"]\npreload = ["numpy"]\n'
    tiny()
    write(course, {"assignments/tiny/assignment.toml": manifest})
    finding = found(load(course / "assignments/tiny", course / "solutions"), grader)
    assert finding.faults == ("the reference does not define other",)


def test_without_stubs_there_is_a_hint(tiny, grader, course):
    assignment = tiny()
    (course / "assignments/tiny/homework.py").unlink()
    with pytest.raises(AuthorError, match=r"homework\.py does not exist") as caught:
        found(assignment, grader)
    assert "grade release" in caught.value.hint


def test_a_broken_check_is_the_only_fault_reported(tiny, grader):
    public = """
        import pytest

        @pytest.mark.points(40)
        def test_double(student, expect):
            '''double doubles'''
            1 / 0
        """
    (first, *more) = found(tiny(public=public), grader).faults
    assert "test_double" in first
    assert not [fault for fault in more if "untouched" in fault]


def test_a_mistake_that_costs_elsewhere_is_a_fault(tiny, grader):
    mistake = TRIPLES.replace("test_double", "test_total").replace(
        "double(x):\n        return 3 * x", "total(xs):\n        return 1"
    )
    assert found(tiny(mistake=mistake), grader).ok
    both = mistake + "\n    def double(x):\n        return 7\n"
    (fault,) = found(tiny(mistake=both), grader).faults
    assert fault.startswith(
        "it_triples: loses points on test_double, which it does not name: result is wrong"
    )


def test_a_mistake_that_names_no_check_there_is_is_a_fault(tiny, grader):
    assert (
        "it_triples: there is no check test_trouble"
        in found(tiny(mistake=TRIPLES.replace("test_double", "test_trouble")), grader).faults
    )


def test_only_checks_that_call_a_changed_function_are_run(tiny, grader):
    class Ears(Silence):
        heard = ()

        def check_starts(self, title, number, total):
            self.heard = (*self.heard, title)

    ears = Ears()
    grader.listener = ears
    validate(tiny(), grader)
    assert ears.heard.count("double doubles") == 1 + 2 + 1  # the reference, two stubs, the mistake
    # total calls double, so its statements are others too
    assert ears.heard.count("total adds up the doubles") == 1 + 2 + 1
    ears.heard = ()
    mistake = TRIPLES.replace("test_double", "test_total").replace(
        "double(x):\n        return 3 * x", "total(xs):\n        return 1"
    )
    validate(tiny(mistake=mistake), grader)
    assert ears.heard.count("double doubles") == 1 + 2


def test_a_mistake_that_is_mistaken_for_another_is_a_fault(tiny, grader, course, write):
    assignment = tiny()
    twin = TRIPLES.replace("3 * x", "x + x + x").replace("It triples", "It adds up")
    write(course, {"solutions/tiny/mistakes/it_adds.py": twin})
    finding = found(assignment, grader)
    assert finding.faults == (
        "it_adds: cannot be distinguished on test_double: it-triples, it-adds",
        "it_triples: cannot be distinguished on test_double: it-triples, it-adds",
    )
    assert finding.confusion["it-adds"] == {"it-triples|it-adds": 1}


def test_a_mistake_whose_hint_is_never_given_is_a_fault(tiny, grader):
    raises = TRIPLES.replace("return 3 * x", "while True: pass")  # a limit gets no hint
    assert found(tiny(mistake=raises), grader).faults == ("it_triples: gets its hint on no check",)


def test_without_solutions_there_is_nothing_to_validate(tiny, grader, course):
    tiny()
    with pytest.raises(AuthorError, match="the solution of tiny is not here"):
        found(load(course / "assignments/tiny", None), grader)


def test_the_table_has_a_line_per_assignment_and_names_what_is_wrong():
    findings = [
        Validation("first", 100, 0, 100, 9, ()),
        Validation("second", 95, 5, 100, 8, ("x: loses nothing",)),
    ]
    lines = to_table(findings).splitlines()
    assert [line.split() for line in lines[1:3]] == [
        ["ok", "first", "100", "0", "100", "9"],
        ["FAIL", "second", "95", "5", "100", "8"],
    ]
    assert lines[3:] == ["second: x: loses nothing"]


def test_the_table_shows_which_mistakes_are_confused():
    confusion = {
        "it-adds": {"it-adds": 2},
        "it-triples": {"it-adds": 1, "it-triples": 1, "it-adds|it-triples": 1, "sign": 1, "": 3},
    }
    lines = to_table([Validation("tiny", 100, 0, 100, 2, (), confusion)]).splitlines()
    assert lines[3].startswith(
        "tiny: hints (columns) that the mistakes (rows) get, by number of checks; 2 off"
    )
    assert [line.split() for line in lines[6:]] == [
        ["1", "it-adds", "2·"],
        ["2", "it-triples", "11", "it-adds|it-triples:", "1", "sign:", "1", "none:", "3"],
    ]


def test_in_a_hurry_no_mistake_is_held_against_a_check_that_may_take_long(tiny, grader):
    public = """
        import pytest

        @pytest.mark.points(40)
        @pytest.mark.limits(cpu_s=5)
        def test_double(student, expect):
            '''double doubles'''
            expect.number(student.double(3), result=6)
        """
    assignment = tiny(public=public, mistake=TRIPLES.replace("3 * x", "x + x"))
    assert found(assignment, grader).faults == (
        "it_triples: loses nothing on test_double, which it names",
    )
    assert validate(assignment, grader, quick=True).ok
