"""From a path to hand-ins in order.

Which folder is meant, who is who, and what hostile trees cannot do.
"""

import os
import socket
import time

import pytest
from classroom.shown import reasons

from grader.classroom.hand_ins import understand
from grader.classroom.intake.listing import moment
from grader.errors import UsageError
from grader.submission.files import folder


def test_a_path_that_is_not_there_is_bad_usage(take, tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        take(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["ada.py", "roster.csv"])
def test_a_single_file_is_no_class(take, tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(UsageError, match="is neither a folder nor an archive"):
        take(tmp_path / name)


def test_a_pipe_is_no_class(take, tmp_path):
    os.mkfifo(tmp_path / "class.zip")
    with pytest.raises(UsageError, match="is neither a folder nor an archive"):
        take(tmp_path / "class.zip")


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        ([], "it is empty"),
        ([".DS_Store"], "it is empty"),
        (["essay.pdf"], "essay.pdf: is a .pdf: hand in the .py or .ipynb itself"),
        (["homework.py"], "homework.py: its name does not say whose it is"),
    ],
)
def test_a_folder_without_hand_ins_is_bad_usage(tree, take, names, hint):
    with pytest.raises(UsageError, match="holds nothing that is a student's") as caught:
        take(tree(*names))
    assert caught.value.hint == hint


def test_a_folder_that_cannot_be_read_is_bad_usage(tree, take, monkeypatch):
    root = tree("ada.py")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("grader.classroom.intake.listing.os.scandir", refuse)
    with pytest.raises(UsageError, match="download: Permission denied"):
        take(root)


def test_a_students_folder_that_cannot_be_read_is_listed(tree, take, monkeypatch):
    root = tree("ada/homework.py", "bob/homework.py")
    walk = os.walk

    def refuse(folder, onerror):
        if folder.name == "bob":
            onerror(PermissionError(13, "Permission denied"))
        return walk(folder, onerror=onerror)

    monkeypatch.setattr(folder.os, "walk", refuse)
    assert reasons(take(root)) == {"bob": "cannot be read: Permission denied"}


# ------------------------------------------------------------------------------------- which folder


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["top/ada.py", "top/bob.py"], ["ada", "bob"]),
        (["top/deeper/ada/x.py", "top/deeper/bob/x.py"], ["ada", "bob"]),
        (["top/ada/homework.py", "__MACOSX/._x", "readme.txt"], ["ada"]),
        (["ada/homework.py"], ["ada"]),
        (["ada/fizzbuzz.ipynb"], ["ada"]),
        (["ada/fizzbuzz/homework.py"], ["ada"]),
        (["ada/x.py", "bob/x.py"], ["ada", "bob"]),
    ],
)
def test_the_only_folder_is_looked_into_unless_a_homework_lies_there(tree, placed, names, keys):
    assert [key for key, _file in placed(tree(*names))] == keys


def test_a_name_on_the_roster_is_a_students_folder(tree, placed, roster):
    root = tree("ada/a.py", "ada/b.py")
    assert [key for key, _file in placed(root)] == ["a", "b"]
    assert placed(root, roster("login\nada\n")) == [("ada", "ada")]


def test_what_lies_beside_the_only_folder_is_listed(tree, take):
    assert reasons(take(tree("top/ada.py", "syllabus.pdf"))) == {
        "syllabus.pdf": "is a .pdf: hand in the .py or .ipynb itself"
    }


# --------------------------------------------------------------------------------------- who is who


@pytest.mark.parametrize(
    "name", ["ada", "S1", "ADA@example.org", "Ada Lovelace", "ada_lovelace", "Lovelace, Ada"]
)
def test_a_folder_may_be_called_by_anything_that_the_roster_knows(tree, take, roster, name):
    known = roster(
        "name,login,student id,email\nAda Lovelace,ada,S1,ada@example.org\nAlan Turing,alan,S2,\n"
    )
    (one,) = take(tree(f"{name}/homework.py"), known).hand_ins
    assert (one.person.key, one.person.login) == ("S1", "ada")


def test_a_student_found_by_two_names_has_all_attempts(tree, take, roster):
    known = roster("name,login\nAda Lovelace,ada\n")
    intake = take(tree("ada.py", "Ada Lovelace.py", "bob.py"), known)
    assert [(one.person.key, one.path.name) for one in intake.hand_ins] == [
        ("ada", "ada.py"),
        ("ada", "Ada Lovelace.py"),
        ("bob", "bob.py"),
    ]


def test_what_the_platform_knows_is_added_to_the_roster(tree, take, roster):
    known = roster("name,login\nAda Lovelace,ada\n")
    intake = take(tree("lovelaceada_12_1_homework.py", "lovelaceada_12_2_homework-1.py"), known)
    assert {one.person for one in intake.hand_ins} == {
        known.people[0].__class__("ada", "Ada Lovelace", login="ada", canvas_id="12")
    }


def test_keys_that_differ_in_case_only_are_two_students_and_noted(tree, take):
    intake = take(tree("Ada/homework.py", "ada/homework.py"))
    assert [one.person.key for one in intake.hand_ins] == ["Ada", "ada"]
    assert (
        "Ada, ada differ in upper and lower case only: treated as different students."
        in intake.notes
    )


def test_composed_and_decomposed_names_are_one_student(tree, placed):
    assert [key for key, _file in placed(tree("zo\u00e9.py", "zoe\u0301.ipynb"))] == [
        "zo\u00e9"
    ] * 2


def test_what_is_shown_cannot_steer_a_terminal(tree, take):
    intake = take(tree("a\x1b[31mda.py", "b\u202eob.py", "x\x07.pdf"))
    assert [one.person.key for one in intake.hand_ins] == ["a[31mda", "bob"]
    assert list(reasons(intake)) == ["x\ufffd.pdf"]


def test_many_strangers_are_not_all_named(tree, take, roster):
    intake = take(tree(*(f"s{n:02}.py" for n in range(12))), roster("login\nada\n"))
    assert intake.notes[-1] == f"Not on the roster: {', '.join(f's{n:02}' for n in range(10))}, …."


# ------------------------------------------------------------------------------------------ hostile


def test_links_pipes_and_sockets_are_listed_and_not_opened(tree, take, tmp_path, monkeypatch):
    root = tree("ada/homework.py")
    (tmp_path / "secret.py").touch()
    (root / "link.py").symlink_to(tmp_path / "secret.py")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.py")
    monkeypatch.chdir(root)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.py")
        assert reasons(take(root)) == {
            "folder": "is a link, and links are not followed",
            "link.py": "is a link, and links are not followed",
            "pipe.py": "is not a regular file",
            "socket.py": "is not a regular file",
        }


def test_links_and_pipes_in_a_students_folder_are_no_code(tree, take):
    root = tree("ada/homework.py", "eve/")
    os.mkfifo(root / "eve/homework.py")
    (root / "eve/link.py").symlink_to(root / "ada/homework.py")
    (root / "eve/folder").symlink_to(root / "ada")
    assert reasons(take(root)) == {"eve": "holds no Python file"}


def test_a_pipe_for_a_timestamp_or_for_metadata_does_not_hang(tree, take):
    root = tree("submitted/ada/fizzbuzz/homework.py")
    os.mkfifo(root / "submitted/ada/fizzbuzz/timestamp.txt")
    assert len(take(root).hand_ins) == 1


def test_a_name_that_is_no_text_is_listed(tree, take):
    root = tree("ada.py")
    (root / os.fsdecode(b"z\xe9.py")).touch()
    assert reasons(take(root)) == {"z\ufffd.py": "its name is not valid UTF-8"}


def test_a_folder_with_very_many_entries_is_not_counted_to_the_end(tree, take, monkeypatch):
    monkeypatch.setattr(folder, "MAX_SEEN", 1000)
    root = tree("ada/homework.py", "eve/homework.py")
    for number in range(1001):
        (root / f"eve/{number}").touch()
    assert len(take(root).hand_ins) == 1


def test_a_time_that_is_no_date_is_none():
    assert moment(1e18) is None


def test_a_large_class_is_read_at_once(tree, take, roster):
    root = tree(*(f"student{number}_homework.py" for number in range(10_000)))
    known = roster("login\n" + "".join(f"student{number}\n" for number in range(10_001)))
    start = time.process_time()
    intake = take(root, known)
    assert (len(intake.hand_ins), len(intake.absent)) == (10_000, 1)
    assert time.process_time() - start < 5


def test_an_error_in_the_block_is_the_callers(tree):
    with pytest.raises(KeyError), understand(tree("ada.py"), "fizzbuzz"):
        raise KeyError
