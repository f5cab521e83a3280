"""nbgrader's submitted folder."""

from datetime import datetime, timezone

import pytest
from classroom.shown import reasons

from grader.errors import UsageError


@pytest.mark.parametrize("below", [".", "submitted"])
def test_a_course_or_its_submitted_folder_is_read(tree, take, below):
    root = tree(
        "source/fizzbuzz/a.ipynb", "submitted/ada/fizzbuzz/a.ipynb", "submitted/bob/other/a.ipynb"
    )
    intake = take(root / below)
    assert intake.layout == "nbgrader's submitted folder"
    assert [(one.person.key, one.person.login, one.path.name) for one in intake.hand_ins] == [
        ("ada", "ada", "fizzbuzz")
    ]
    assert reasons(intake) == {"bob": "holds no folder fizzbuzz"}


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2015-02-02 15:58:23.948203 America/Los_Angeles", (2015, 2, 2, 23, 58, 23, 948203)),
        ("2015-02-02 15:58:23.948203 UTC\n", (2015, 2, 2, 15, 58, 23, 948203)),
        ("2015-02-02 15:58:23", (2015, 2, 2, 15, 58, 23)),
        ("2015-02-02T15:58:23+01:00", (2015, 2, 2, 14, 58, 23)),
        ("2015-02-02 15:58:23.5 -0100", (2015, 2, 2, 16, 58, 23, 500000)),
    ],
)
def test_the_timestamp_says_when(tree, take, stamp, at):
    root = tree("submitted/ada/fizzbuzz/homework.ipynb")
    (root / "submitted/ada/fizzbuzz/timestamp.txt").write_text(stamp)
    (one,) = take(root).hand_ins
    assert one.at == datetime(*at, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "stamp", ["", "yesterday", "2015-99-02 15:58:23", "2015-02-02 15:58:23 Nowhere", "\0" * 999]
)
def test_without_a_timestamp_it_is_the_files_time(tree, take, stamp):
    root = tree("submitted/ada/fizzbuzz/homework.ipynb")
    (root / "submitted/ada/fizzbuzz/timestamp.txt").write_text(stamp)
    (one,) = take(root).hand_ins
    assert one.at.timestamp() == 1_700_000_000


def test_an_assignment_that_nobody_has_is_not_guessed(tree, take):
    with pytest.raises(UsageError, match="holds nothing that is a student's") as caught:
        take(tree("submitted/ada/other/homework.ipynb"))
    assert caught.value.hint == "ada: holds no folder fizzbuzz"


def test_what_lies_among_the_students_is_listed(tree, take):
    root = tree("submitted/ada/fizzbuzz/homework.py", "submitted/notes.txt")
    (root / "submitted/link").symlink_to(root)
    (root / "submitted/eve").mkdir()
    (root / "submitted/eve/fizzbuzz").symlink_to(root / "submitted/ada/fizzbuzz")
    assert reasons(take(root)) == {
        "eve": "holds no folder fizzbuzz",
        "link": "is a link, and links are not followed",
        "notes.txt": "lies beside the students' folders",
    }


def test_a_folder_called_submitted_may_hold_a_folder_for_each_student(tree, take):
    intake = take(tree("submitted/ada/homework.py", "submitted/bob/homework.py"))
    assert (intake.layout, len(intake.hand_ins)) == ("a folder for each student", 2)


def test_in_a_zip_it_is_the_same(tree, zipped, placed):
    root = tree("ada/fizzbuzz/homework.ipynb", "ada/fizzbuzz/timestamp.txt", folder="submitted")
    assert placed(zipped(root, "submitted.zip")) == [("ada", "fizzbuzz")]
