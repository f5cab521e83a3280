"""Blackboard's names: titles, user names and files may all hold underscores."""

import pytest

TIME = "2026-11-20-10-37-00"


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (
            ["HW_2 Back_ada_attempt_{}_homework.py", "HW_2 Back_bob_attempt_{}_homework.py"],
            "ada bob",
        ),
        (["HW 2_bn_7_attempt_{}_homework.py"], "bn_7"),
        (["HW 2_a_1_attempt_{}_homework.py", "HW 2_a_2_attempt_{}_homework.py"], "a_1 a_2"),
        (["HW_ada_attempt_{}_x_attempt_2026-99-01-00-00-00_homework.py"], "ada"),
    ],
)
def test_the_title_is_what_all_begin_with(tree, take, roster, names, keys):
    known = roster("login\na_1\na_2\nbn_7\nzoe\n")
    intake = take(tree(*(name.format(TIME) for name in names)), known)
    assert intake.layout == "Blackboard's download"
    assert [one.person.key for one in intake.hand_ins] == keys.split()


def test_the_text_beside_an_attempt_says_the_user_name(tree, take):
    root = tree(f"HW_2_x_ada_attempt_{TIME}_homework.py")
    (root / f"HW_2_x_ada_attempt_{TIME}.txt").write_text("Name: Ada Lovelace (x_ada)\n")
    (one,) = take(root).hand_ins
    assert (one.person.key, one.person.name) == ("x_ada", "Ada Lovelace")


def test_what_one_types_renames_no_file_of_another_and_leads_nowhere(tree, take):
    root = tree(f"HW_ada_attempt_{TIME}_homework.py", f"HW_bob_attempt_{TIME}_homework.py")
    own = f"HW_ada_attempt_{TIME}_homework.py"
    typed = f"Original filename: notes.txt\n\tFilename: {own}\n"
    (root / f"HW_bob_attempt_{TIME}.txt").write_text(typed)
    (root / f"HW_eve_attempt_{TIME}_a.py").write_text("x = 1")
    (root / f"HW_eve_attempt_{TIME}.txt").write_text(
        f"Original filename: ../../evil.py\nFilename: HW_eve_attempt_{TIME}_a.py\n"
        "Original filename: " + " " * 20_000 + "\n" * 20_000
    )
    hand_ins = take(root).hand_ins
    assert [(one.person.key, one.path.name) for one in hand_ins][:2] == [
        ("ada", own),
        ("bob", f"HW_bob_attempt_{TIME}_homework.py"),
    ]


def test_a_date_that_is_none_makes_nobody_late_and_an_attempt_without_files_is_listed(tree, take):
    root = tree(
        "HW_ada_attempt_2026-13-45-10-37-00_homework.py", f"HW_bob_attempt_{TIME}_homework.py"
    )
    (root / f"HW_eve_attempt_{TIME}.txt").write_text("Name: Eve (eve)\n")
    intake = take(root)
    assert [(one.person.key, one.at is None) for one in intake.hand_ins] == [
        ("ada", True),
        ("bob", False),
    ]
    assert "so not late: ada (2026-13-45-10-37-00 is not understood)" in intake.notes[1]
    assert [item.why for item in intake.unplaced] == ["was typed into a form"]
