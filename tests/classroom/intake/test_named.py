"""Folders and files that are named after students."""

import string

import pytest
from classroom.shown import reasons
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.intake.naming import student_and_version

NAMES = st.text(string.ascii_lowercase + "éß王", min_size=1, max_size=8).filter(
    lambda name: (
        not name.startswith(("hw", "homework", "assignment", "submission", "solution", "fizzbuzz"))
    )
)


@pytest.mark.parametrize(
    ("name", "student", "version"),
    [
        ("ada", "ada", 0),
        ("ada_homework", "ada", 0),
        ("grace_hopper_homework-2", "grace_hopper", 2),
        ("ada_homework (1)", "ada", 1),
        ("ada (2)", "ada", 2),
        ("ada_homework_v3", "ada", 3),
        ("ada-v3", "ada", 3),
        ("ada-fizzbuzz", "ada", 0),
        ("ada_fizz_buzz", "ada_fizz_buzz", 0),
        ("ada_FizzBuzz_2", "ada", 2),
        ("ADA_HOMEWORK", "ADA", 0),
        ("homework_ada", "ada", 0),
        ("fizzbuzz-grace-hopper", "grace-hopper", 0),
        ("Ada Lovelace hw", "Ada Lovelace", 0),
        ("ada_hw3", "ada", 3),
        ("hw3_ada", "ada", 0),
        ("homework_20231234", "20231234", 0),
        ("student_1", "student_1", 0),
        ("student-12", "student-12", 0),
        ("20231234", "20231234", 0),
        ("zoe\u0301", "zoé", 0),
        ("Copy of Bob Noyce - homework", "Bob Noyce", 0),
        ("Copy of Copy of ada", "ada", 0),
        ("Ada Lovelace - homework - Copy", "Ada Lovelace", 0),
        ("ada_homework - Copy (2)", "ada", 2),
        ("homework的副本", "", 0),
        ("王小明的副本", "王小明", 0),
        ("2024001_李四_作业2", "2024001_李四", 2),
        ("2024004-赵六-第2次作业", "2024004-赵六", 0),
        ("Copy of homework", "", 0),
        ("homework - Copy", "", 0),
        ("homework-Copy1", "", 0),
        ("homework", "", 0),
        ("homework-2", "", 0),
        ("fizzbuzz", "", 0),
        ("submissions", "", 0),
        ("__init__", "", 0),
    ],
)
def test_a_name_says_whose_it_is(name, student, version):
    assert student_and_version(name, "fizzbuzz") == (student, version)


def test_an_ending_of_two_parts_is_one(tree, placed):
    names = ["ada.tar.gz", "bob_homework.tgz", "c.7z"]
    assert [key for key, _file in placed(tree(*names))] == ["ada", "bob", "c"]


def test_the_assignments_name_may_be_written_in_several_ways():
    for name in ("ada_two_layer_nn", "ada-two-layer-nn", "ada_TwoLayerNN", "two layer nn ada"):
        assert student_and_version(name, "two_layer_nn") == ("ada", 0)


@given(
    st.lists(NAMES, min_size=1, max_size=3).map("_".join),
    st.sampled_from(["homework", "fizzbuzz"]),
    st.integers(1, 99),
)
def test_whoever_it_is_the_version_comes_off(student, word, version):
    assert student_and_version(f"{student}_{word}-{version}", "fizzbuzz") == (student, version)


@given(st.text(max_size=40))
def test_any_name_is_taken_apart(name):
    student, version = student_and_version(name, "fizzbuzz")
    assert isinstance(student, str)
    assert version >= 0


def test_a_folder_is_one_hand_in_of_the_time_of_its_newest_file(tree, take):
    intake = take(tree("ada/homework.py", "ada/lib/helper.py", "bob/homework.ipynb"))
    assert intake.layout == "a folder for each student"
    assert [(one.person.key, one.path.name, one.at.timestamp()) for one in intake.hand_ins] == [
        ("ada", "ada", 1_700_000_001),
        ("bob", "bob", 1_700_000_002),
    ]
    assert "those of the files" in intake.notes[0]


def test_files_are_attempts_by_version_then_time(tree, take):
    intake = take(tree("ada_homework-2.py", "ada_homework.py", "ADA_X.PY", "ada.ipynb", "bob.zip"))
    assert intake.layout == "a file for each student"
    assert [(one.person.key, one.path.name, one.version) for one in intake.hand_ins] == [
        ("ADA_X", "ADA_X.PY", 0),
        ("ada", "ada_homework.py", 0),
        ("ada", "ada.ipynb", 0),
        ("ada", "ada_homework-2.py", 2),
        ("bob", "bob.zip", 0),
    ]
    assert "ada: of 3 attempts ada_homework-2.py is the latest." in intake.notes


def test_folders_and_files_may_be_mixed(tree, take):
    intake = take(tree("ada/homework.py", "bob.py"))
    assert (intake.layout, len(intake.hand_ins)) == ("files and folders named after students", 2)


def test_what_is_nobodys_is_listed(tree, take):
    root = tree(
        "ada.py",
        "essay.pdf",
        "homework.py",
        "empty/",
        "homework/x.py",
        "Thumbs.db",
        "__MACOSX/x.py",
        ".git/x.py",
    )
    assert reasons(take(root)) == {
        "empty": "holds no Python file",
        "essay.pdf": "is a .pdf: hand in the .py or .ipynb itself",
        "homework": "its name does not say whose it is",
        "homework.py": "its name does not say whose it is",
    }


def test_code_that_nobody_handed_in_makes_no_hand_in(tree, take):
    root = tree("ada/homework.py", "bob/venv/lib.py", "eve/.git/hooks.py", "max/node_modules/x.py")
    assert sorted(reasons(take(root))) == ["bob", "eve", "max"]
