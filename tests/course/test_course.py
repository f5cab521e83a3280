"""Where a course lies, and which assignment a submission is for."""

from pathlib import Path

import pytest

from grader import course as courses
from grader.course import Course
from grader.errors import UsageError


@pytest.fixture
def root(tmp_path):
    """A course with two assignments."""
    for name in ("fizzbuzz", "two_layer"):
        folder = tmp_path / "course/assignments" / name
        folder.mkdir(parents=True)
        (folder / "assignment.toml").touch()
    return tmp_path / "course"


def test_its_assignments_are_the_folders_with_a_manifest(root):
    (root / "assignments/notes").mkdir()
    assert Course(root, None).names == ("fizzbuzz", "two_layer")


def test_an_assignment_is_found_by_its_name(root):
    assert Course(root, None).folder("two_layer") == root / "assignments/two_layer"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("two_layers", "did you mean two_layer?"),
        ("xyz", "there are: fizzbuzz, two_layer"),
        ("", "there are: fizzbuzz, two_layer"),
        ("../assignments/fizzbuzz", "there are: fizzbuzz, two_layer"),
    ],
)
def test_an_unknown_assignment_is_bad_usage_with_a_hint(root, name, hint):
    with pytest.raises(UsageError, match="there is no assignment") as caught:
        Course(root, None).folder(name)
    assert caught.value.hint == hint


def test_a_bare_name_is_the_assignments_folder_as_seen_from_here(root):
    course, found = courses.with_submission(root, Path("two_layer"), None)
    assert (course.root, found) == (root, Path("assignments/two_layer"))
    elsewhere = root / "assignments/fizzbuzz"
    found = courses.with_submission(elsewhere, Path("two_layer"), None)[1]
    assert found == root / "assignments/two_layer"


def test_what_exists_by_the_name_of_an_assignment_is_meant(root, monkeypatch):
    (root / "fizzbuzz").mkdir()
    monkeypatch.chdir(root)
    assert courses.with_submission(root, Path("fizzbuzz"), None)[1] == Path("fizzbuzz")


def test_what_is_neither_a_path_nor_an_assignment_is_answered_by_what_resembles_it(root):
    with pytest.raises(UsageError, match="two_lay does not exist") as caught:
        courses.with_submission(root, Path("two_lay"), None)
    assert caught.value.hint == "did you mean two_layer?"


def test_of_a_whole_course_an_assignments_own_folder_is_meant(root):
    course = Course(root, None)
    assert courses.place_of(course, "fizzbuzz", root) == root / "assignments/fizzbuzz"
    assert courses.place_of(course, "fizzbuzz", root / "in") == root / "in"


def test_a_course_is_found_from_any_folder_within(root):
    deep = root / "in/ada"
    deep.mkdir(parents=True)
    assert courses.find([deep], None) == Course(root, None)


def test_places_are_tried_in_order(root, tmp_path):
    other = tmp_path / "other"
    (other / "assignments/tiny").mkdir(parents=True)
    (other / "assignments/tiny/assignment.toml").touch()
    assert courses.find([tmp_path / "nowhere", other, root], None).root == other


def test_solutions_beside_the_assignments_are_taken(root):
    (root / "solutions").mkdir()
    assert courses.find([root], None).solutions == root / "solutions"


def test_solutions_may_lie_elsewhere(root, tmp_path):
    (root / "solutions").mkdir()
    (tmp_path / "secret").mkdir()
    assert courses.find([root], tmp_path / "secret").solutions == tmp_path / "secret"


def test_solutions_that_are_not_in_the_named_folder_are_bad_usage(root):
    with pytest.raises(UsageError, match="nowhere is not a folder") as caught:
        courses.find([root], root / "nowhere")
    assert "--solutions" in caught.value.hint


def test_a_place_without_a_course_is_bad_usage(tmp_path):
    with pytest.raises(UsageError, match="no course here"):
        courses.find([tmp_path], None)


@pytest.mark.parametrize(
    "path",
    [
        "/in/fizzbuzz.py",
        "/in/fizzbuzz.ipynb",
        "/in/fizzbuzz/ada/homework.py",
        "/in/fizzbuzz",
        "/two_layer/in/fizzbuzz/homework.py",
        "/in/two_layer/fizzbuzz.zip",
    ],
)
def test_the_nearest_folder_or_the_file_with_its_name_tells_the_assignment(root, path):
    assert courses.guess(Course(root, None), Path(path)) == "fizzbuzz"


def test_a_course_of_one_assignment_needs_no_name(root):
    (root / "assignments/two_layer/assignment.toml").unlink()
    assert courses.guess(Course(root, None), Path("/in/homework.py")) == "fizzbuzz"


def test_a_path_that_tells_nothing_is_bad_usage(root):
    with pytest.raises(UsageError, match=r"which assignment is /in/homework\.py for") as caught:
        courses.guess(Course(root, None), Path("/in/homework.py"))
    assert caught.value.hint == "add -a with one of: fizzbuzz, two_layer"


# ------------------------------------------------------------------ several assignments in a folder


@pytest.fixture
def both(root):
    """The course, with the folders of both assignments as (name, folder)."""
    return Course(root, None), [
        (name, root / "assignments" / name) for name in ("fizzbuzz", "two_layer")
    ]


def test_a_course_and_its_assignments_folder_hold_several(root, both):
    course, folders = both
    assert courses.several(course, root) == courses.several(course, root / "assignments") == folders


def test_a_folder_with_a_folder_per_assignment_holds_those(tmp_path, both):
    for name in ("two_layer", "other"):
        (tmp_path / "ada" / name).mkdir(parents=True)
    assert courses.several(both[0], tmp_path / "ada") == [("two_layer", tmp_path / "ada/two_layer")]


def test_an_assignments_own_folder_a_file_and_any_other_folder_hold_one(root, tmp_path, both):
    (tmp_path / "bob").mkdir()
    (tmp_path / "homework.py").touch()
    for path in (root / "assignments/fizzbuzz", tmp_path / "homework.py", tmp_path / "bob"):
        assert courses.several(both[0], path) == []


def test_assignments_come_in_the_order_that_they_give(root):
    (root / "assignments/two_layer/assignment.toml").write_text("order = 1\n", "utf-8")
    assert Course(root, None).names == ("two_layer", "fizzbuzz")
    (root / "assignments/fizzbuzz/assignment.toml").write_text("order = 0.5\n", "utf-8")
    assert Course(root, None).names == ("fizzbuzz", "two_layer")
    (root / "assignments/fizzbuzz/assignment.toml").write_text("order = [", "utf-8")
    assert Course(root, None).names == ("two_layer", "fizzbuzz")


def test_solutions_are_found_wherever_the_command_runs(root, monkeypatch):
    (root / "mine").mkdir()
    monkeypatch.chdir(root)
    assert courses.find([root], Path("mine")).solutions == root / "mine"


class TestSettings:
    """``course.toml``."""

    def test_without_the_file_nothing_is_set(self, root):
        assert courses.find([root], None).settings.time_zone == ""

    def test_the_time_zone_is_read(self, root):
        (root / "course.toml").write_text('time_zone = "Europe/Berlin"\n')
        assert courses.find([root], None).settings.time_zone == "Europe/Berlin"

    def test_the_repository_is_on_the_branch_main_unless_it_says_otherwise(self, root):
        (root / "course.toml").write_text('[repository]\nurl = "https://github.com/ORG/dl-1"\n')
        repository = courses.find([root], None).settings.repository
        assert (repository.path, repository.name, repository.branch) == ("ORG/dl-1", "dl-1", "main")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('time_zone = "Berlin"', "there is no time zone 'Berlin'"),
            ("time_zone = 1", "Expected `str`"),
            ('timezone = "UTC"', "unknown field `timezone`"),
            ("=", "course.toml"),
            ('repository.url = "https://example.org/a/b"', "url must be like https://github.com/"),
            ('repository.url = "https://github.com/a/b.git"', "url must be like"),
            ('repository.url = "https://github.com/a/$(b)"', "url must be like"),
            ('[repository]\nurl = "https://github.com/a/b"\nbranch = "-b"', "'-b' is not the name"),
        ],
    )
    def test_what_is_wrong_is_said(self, root, text, words):
        (root / "course.toml").write_text(text)
        with pytest.raises(UsageError, match=words):
            _ = courses.find([root], None).settings
