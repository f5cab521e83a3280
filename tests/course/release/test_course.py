"""Stubs in the course itself: they are what release makes of the solutions, and a leak stops it."""

from pathlib import Path

import pytest

from grader.checks.assignment import load
from grader.course.release import release_in_place
from grader.course.release.course import require_no_leak, shipped, solution_of, stubs
from grader.errors import AuthorError

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(file.parent.name for file in ROOT.glob("assignments/*/assignment.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_the_stubs_that_ship_are_what_release_makes_of_the_solutions(name):
    assignment = load(ROOT / "assignments" / name, ROOT / "solutions")
    made = stubs(assignment)
    assert set(made) == {"homework.py", "homework.ipynb"}
    for file, text in made.items():
        assert (assignment.folder / file).read_bytes() == text.encode()


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_solution_ships(name):
    assignment = load(ROOT / "assignments" / name, ROOT / "solutions")
    require_no_leak([assignment], {str(file): file for file in shipped(assignment)})


SOLUTION = '''
    """Tiny."""

    # %%
    def double(x):
        # BEGIN SOLUTION: double it
        return x + x * 1
        # END SOLUTION


    # %%
    def total(xs):
        # BEGIN SOLUTION: add up the doubles
        return sum(double(x) for x in xs)
        # END SOLUTION
    '''


@pytest.fixture
def tiny(course, write):
    """The small course's assignment, its solution marked."""
    write(course, {"solutions/tiny/solution.py": SOLUTION})
    return load(course / "assignments/tiny", course / "solutions")


def test_stubs_are_written_and_only_what_changed_is_named(tiny):
    files = [tiny.folder / "homework.py", tiny.folder / "homework.ipynb"]
    assert release_in_place([tiny]) == files
    assert 'raise NotImplementedError("double it")' in files[0].read_text()
    assert release_in_place([tiny]) == []
    files[1].write_text("old")
    assert release_in_place([tiny]) == [files[1]]


def test_a_solution_that_is_not_here_is_named(tiny):
    public = load(tiny.folder, None)
    with pytest.raises(AuthorError) as caught:
        solution_of(public)
    assert caught.value.message == "the solution of tiny is not here"
    assert "--solutions" in caught.value.hint


@pytest.mark.parametrize("name", ["README.md", "pictures/notes.txt"])
def test_a_leak_in_the_instructions_stops_the_release(tiny, write, name):
    write(tiny.folder, {name: "Hint: return sum(double(x) for x in xs)"})
    with pytest.raises(AuthorError, match=r"contains `return sum\(double\(x\) for x in xs\)`"):
        release_in_place([tiny])


def test_a_release_that_is_stopped_has_written_nothing(tiny, write):
    write(tiny.folder, {"README.md": "return x + x * 1"})
    with pytest.raises(AuthorError):
        release_in_place([tiny])
    assert not (tiny.folder / "homework.py").exists()


def test_what_python_and_editors_leave_does_not_ship(tiny, write):
    write(
        tiny.folder,
        dict.fromkeys((".git/a", "__pycache__/b.pyc", "c/.d", "e/f.txt", "e/__pycache__/g"), "x"),
    )
    names = {str(file.relative_to(tiny.folder)) for file in shipped(tiny)}
    assert names == {"assignment.toml", "test_public.py", "e/f.txt"}
