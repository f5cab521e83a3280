"""Moodle's download, with folders and without."""

import pytest
from classroom.shown import reasons


@pytest.mark.parametrize("ending", ["", "_"])
def test_a_folder_is_one_hand_in(tree, take, ending):
    intake = take(tree(f"Ada Lovelace_12345_assignsubmission_file{ending}/homework.py"))
    (one,) = intake.hand_ins
    assert intake.layout == "Moodle's download"
    assert (one.person.key, one.person.name, one.person.moodle_id) == (
        "Ada Lovelace_12345",
        "Ada Lovelace",
        "12345",
    )
    assert (one.path.is_dir(), one.late, one.at.timestamp()) == (True, None, 1_700_000_000)


def test_a_folder_with_nothing_but_a_zip_is_that_zip(tree, placed):
    root = tree("Ada_1_assignsubmission_file_/work.zip", "Ada_1_assignsubmission_file_/read me.txt")
    assert placed(root) == [("Ada_1", "work.zip")]


def test_older_downloads_put_it_before_each_file(tree, take):
    name = "Ada Lovelace_1_assignsubmission_file_{}"
    intake = take(
        tree(
            name.format("homework.py"),
            name.format("plots.py"),
            "Zoë B_2_assignsubmission_file_a_b.ipynb",
        )
    )
    assert [(one.person.key, one.path.suffix) for one in intake.hand_ins] == [
        ("Ada Lovelace_1", ".py"),
        ("Zoë B_2", ".ipynb"),
    ]
    assert reasons(intake) == {
        name.format("plots.py"): f"was handed in beside {name.format('homework.py')}"
    }


def test_online_text_and_what_is_not_moodles_is_listed(tree, take):
    root = tree(
        "Ada_1_assignsubmission_file_/homework.py",
        "Ada_1_assignsubmission_onlinetext_/onlinetext.html",
        "Bob_2_assignsubmission_file_/essay.pdf",
        "Eve_3_assignsubmission_file_/a.zip",
        "Eve_3_assignsubmission_file_/b.zip",
        "Max_4_assignsubmission_file_homework.py",
        "Max_4_assignsubmission_file_essay.pdf",
        "extra/x.py",
        "x.py",
    )
    assert reasons(take(root)) == {
        "Ada_1_assignsubmission_onlinetext_": "was typed into a form",
        "Bob_2_assignsubmission_file_": "holds no Python file",
        "Eve_3_assignsubmission_file_": "holds several zips and no Python file",
        "Max_4_assignsubmission_file_essay.pdf": "is neither .py, .ipynb nor .zip",
        "extra": "its name is not one of Moodle's",
        "x.py": "its name is not one of Moodle's",
    }


def test_moodles_worksheet_is_a_roster(tree, placed, roster):
    known = roster(
        "Identifier,Full name,ID number,Email address\nParticipant 12345,Ada Lovelace,S1,a@b.c\n"
    )
    root = tree("Ada Lovelace_12345_assignsubmission_file_/homework.py")
    assert placed(root, known) == [("S1", "Ada Lovelace_12345_assignsubmission_file_")]


def test_another_assignments_participant_is_known_by_name(tree, placed, roster):
    known = roster(
        "Identifier,Full name,ID number\nParticipant 1,Ada Lovelace,S1\nParticipant 2,Alan Turing,S2\n"
    )
    assert [
        key for key, _ in placed(tree("Ada Lovelace_99_assignsubmission_file_/homework.py"), known)
    ] == ["S1"]
