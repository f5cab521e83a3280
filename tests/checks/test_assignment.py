"""assignment.toml: what it says is read, and what is wrong in it is the author's error.

Named with the file.
"""

import pytest

from grader.checks import assignment as assignments
from grader.errors import AuthorError
from grader.sandbox.limits import Limits

LEAST = 'title = "Tiny"\nfunctions = ["double"]\npreload = []\n'


@pytest.fixture
def load(course):
    """Read the tiny assignment, with another manifest where one is given."""

    def load(manifest=None, solutions=course / "solutions"):
        if manifest is not None:
            (course / "assignments/tiny/assignment.toml").write_text(manifest, encoding="utf-8")
        return assignments.load(course / "assignments/tiny", solutions)

    return load


def test_an_assignment_lists_its_files(load, course):
    assignment = load()
    assert assignment.name == "tiny"
    assert assignment.manifest.title == "Tiny"
    assert assignment.manifest.functions == ["double", "total"]
    hidden = course / "solutions/tiny"
    assert assignment.check_files == (
        course / "assignments/tiny/test_public.py",
        hidden / "test_hidden.py",
    )
    assert assignment.reference_file == hidden / "solution.py"


@pytest.mark.parametrize("place", [None, "elsewhere"])
def test_without_its_solutions_it_has_public_checks_alone(load, course, place):
    assignment = load(solutions=course / place if place else None)
    assert assignment.solutions is None
    assert assignment.reference_file is None
    assert [file.name for file in assignment.check_files] == ["test_public.py"]


def test_limits_that_are_not_given_are_the_usual_ones(load):
    assert load(LEAST).limits == Limits()
    assert load(LEAST).manifest.settings == {}


def test_limits_and_settings_are_read(load):
    assignment = load(
        LEAST + "[limits]\ncpu_s = 3\nmemory_mb = 512\n[settings.accuracy]\nfull = 88\n"
    )
    assert assignment.limits == Limits(cpu_s=3, memory_bytes=512 << 20)
    assert assignment.manifest.settings == {"accuracy": {"full": 88}}


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("", "missing required field `title`"),
        (LEAST + "points = 100\n", "unknown field `points`"),
        (LEAST.replace('"Tiny"', "3"), r"Expected `str`, got `int` - at `\$.title`"),
        (LEAST.replace("[]", '"numpy"'), r"Expected `array`, got `str` - at `\$.preload`"),
        (LEAST + "[limits]\ncpu = 3\n", "unknown field `cpu`"),
        (LEAST + '[limits]\nmemory_mb = "4 GB"\n', r"at `\$.limits.memory_mb`"),
        ("title = \n", "line 1"),
        (LEAST + LEAST, "line 4"),
    ],
)
def test_a_wrong_manifest_is_the_authors_error(load, manifest, message):
    with pytest.raises(AuthorError, match=message) as caught:
        load(manifest)
    assert "tiny/assignment.toml" in caught.value.message


def test_a_manifest_that_is_no_utf8_is_the_authors_error(load, course):
    (course / "assignments/tiny/assignment.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(AuthorError, match="utf-8"):
        load()


def test_a_manifest_that_is_a_folder_is_the_authors_error(load, course):
    file = course / "assignments/tiny/assignment.toml"
    file.unlink()
    file.mkdir()
    with pytest.raises(AuthorError, match=r"assignment\.toml"):
        load()


@pytest.mark.parametrize(
    "name",
    [
        "assignments/tiny/assignment.toml",
        "assignments/tiny/test_public.py",
        "solutions/tiny/test_hidden.py",
        "solutions/tiny/solution.py",
    ],
)
def test_a_file_that_is_missing_is_the_authors_error(load, course, name):
    (course / name).unlink()
    with pytest.raises(AuthorError, match=f"{name} does not exist"):
        load()
