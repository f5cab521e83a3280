"""Canvas: its bulk download, and its gradebook with one column filled in."""

import csv
import io
from pathlib import Path

import pytest
from classroom.shown import reasons
from hypothesis import given
from hypothesis import strategies as st
from sample_class import ADA, LI, grade

from grader.classroom.people import Person
from grader.classroom.platforms import to_canvas
from grader.errors import UsageError

# The form is that of gradebook_exporter.rb: with a BOM, as "Include byte-order mark" gives it.
GRADEBOOK = Path(__file__).with_name("canvas.csv").read_text("utf-8")
EVE = Person("eve", "Eve", "eve@uni.edu", "", "00817")
ALAN = Person("alan", "Alan Turing", login="ALAN@uni.edu")


def cells(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def column(export, place):
    return [row[place] for row in cells(export.text)]


def test_grades_stand_in_the_assignments_column_and_nothing_else_changes():
    export = to_canvas([grade(ADA, 90), grade(EVE, 80, penalty=10)], GRADEBOOK, column="7002")
    before, after = cells(GRADEBOOK), cells(export.text)
    before[3][7], before[5][7] = "90.00", "70.00"
    assert after == before
    assert export.text.startswith("\ufeffStudent,ID,")
    assert export.matched == 2


def test_scores_are_scaled_to_the_columns_points():
    assert column(to_canvas([grade(ADA, 87)], GRADEBOOK, column="7003"), 8)[3] == "17.40"


def test_who_has_more_than_all_points_has_more_in_canvas_too():
    export = to_canvas([grade(ADA, 100, adjust=[(10, "bonus")])], GRADEBOOK, column="7001")
    assert column(export, 6)[3] == "11.00"


@pytest.mark.parametrize(
    "person",
    [
        Person("x", canvas_id="101"),
        Person("x", sis_id="00815"),
        Person("x", login="Ada@uni.edu"),
        Person("x", email="ada@uni.edu"),
    ],
)
def test_a_person_is_found_by_any_of_canvas_ids(person):
    assert column(to_canvas([grade(person, 90)], GRADEBOOK, column="7001"), 6)[3] == "9.00"


@pytest.mark.parametrize(
    "person",
    [
        Person("x", "Ada Lovelace"),
        Person("Lovelace, Ada", "Lovelace, Ada"),
        Person(
            "x", login="ada@uni.edu", canvas_id="999"
        ),  # somebody else's login, on another platform
        Person("x", sis_id="815"),
    ],
)
def test_a_name_is_no_id_and_a_person_without_a_row_is_named(person):
    export = to_canvas([grade(person, 90)], GRADEBOOK, column="7001")
    assert (export.matched, export.unmatched) == (0, (person,))
    assert cells(export.text) == cells(GRADEBOOK)


def test_those_without_a_grade_keep_their_cell_and_are_named_but_for_the_test_student():
    export = to_canvas(
        [grade(ADA, 90), grade(EVE), grade(LI, fault="no memory")], GRADEBOOK, column="7001"
    )
    assert export.missing == ("雷, 李", "=\"=cmd|' /C calc'!A0\"", "Turing, Alan")
    assert column(export, 6)[3:] == ["9.00", "4.00", "", "5.00", ""]
    assert export.unmatched == ()


def test_a_person_without_a_grade_who_has_no_row_is_no_loss():
    assert to_canvas([grade(Person("nobody"))], GRADEBOOK, column="7001").unmatched == ()


def test_who_is_excused_or_not_assigned_stays_so():
    export = to_canvas([grade(LI, 90), grade(ALAN, 80)], GRADEBOOK, column="7002")
    assert column(export, 7)[4:7] == ["EX", "50.00", "N/A"]
    assert export.matched == 0
    assert export.notes == (
        "雷, 李 keeps EX: excused in Canvas, or not assigned",
        "Turing, Alan keeps N/A: excused in Canvas, or not assigned",
    )


def test_a_column_of_ids_that_is_not_there_is_noted_where_somebody_is_not_found():
    renamed = GRADEBOOK.replace("SIS User ID", "School ID")
    note = "no student is found by SIS User ID: there is no such column"
    assert to_canvas([grade(Person("x", sis_id="00815"), 90)], renamed, column="7001").notes == (
        note,
    )
    for person in (Person("x", canvas_id="101"), Person("x", login="ada@uni.edu")):
        assert to_canvas([grade(person, 90)], renamed, column="7001").notes == ()


@pytest.mark.parametrize("wanted", ["Quiz, first (7003)", "7003", "quiz, first", " Quiz, first "])
def test_a_column_is_found_by_its_heading_its_id_or_its_title(wanted):
    assert to_canvas([grade(ADA, 100)], GRADEBOOK, column=wanted).text.count("20.00") == 2


def test_a_title_of_two_columns_names_both():
    with pytest.raises(UsageError, match="several columns are called Backprop") as caught:
        to_canvas([], GRADEBOOK, column="Backprop")
    assert caught.value.hint == "one of: Backprop (7001), Backprop (7002), Quiz, first (7003)"


@pytest.mark.parametrize("wanted", ["Backpropagation", "Current Score", "Notes", "ID", "700", ""])
def test_a_column_that_is_no_assignment_is_refused_with_those_that_are(wanted):
    with pytest.raises(UsageError, match="no column is called") as caught:
        to_canvas([], GRADEBOOK, column=wanted)
    assert "Quiz, first (7003)" in caught.value.hint


def test_a_read_only_assignment_is_none_to_fill_in():
    with pytest.raises(UsageError, match="no column is called 7003"):
        to_canvas(
            [], GRADEBOOK.replace("20.00,(read only)", "(read only),(read only)"), column="7003"
        )


@pytest.mark.parametrize("most", ["", "0.00", "many"])
def test_an_assignment_without_points_is_refused(most):
    with pytest.raises(UsageError, match=r"Quiz, first \(7003\) is worth no points in Canvas"):
        to_canvas([], GRADEBOOK.replace("100.00,20.00", f"100.00,{most}"), column="7003")


@pytest.mark.parametrize(
    "text", ["Identifier,Grade\n1,2\n", GRADEBOOK.replace("Points Possible", "Points")]
)
def test_a_file_that_is_no_gradebook_is_refused(text):
    with pytest.raises(UsageError, match="no gradebook of Canvas"):
        to_canvas([], text, column="7001")


def test_a_european_gradebook_keeps_its_semicolons_commas_and_line_ends():
    text = (
        "Student;ID;SIS Login ID;Section;HW (7)\r\n"
        "    Points Possible;;;;30,00\r\n"
        "Lovelace, Ada;101;ada;1;1,50\r\n"
    )
    export = to_canvas([grade(ADA, 50)], text, column="HW")
    assert export.text == text.replace("1,50", "15,00")


def test_names_in_two_columns_are_read_as_one():
    text = (
        "LastName,FirstName,ID,SIS Login ID,Section,HW (7)\n    Points Possible,,,,,10.00\n"
        "Lovelace,Ada,101,ada,1,\nTuring,Alan,104,alan,1,\nStudent,Test,105,x,1,\n"
    )
    export = to_canvas([grade(ADA, 50)], text, column="HW")
    assert export.missing == ("Turing, Alan",)
    assert "Lovelace,Ada,101,ada,1,5.00\n" in export.text


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
        min_size=4,
        max_size=4,
    )
)
def test_whatever_stands_in_other_cells_comes_back(texts):
    file = io.StringIO()
    writer = csv.writer(file)
    rows = [
        ["Student", "ID", "SIS Login ID", "Section", "Notes", "HW (7)", "Current Score"],
        ["    Points Possible", "", "", "", "", "10.00", "(read only)"],
        [texts[0], "101", "ada", texts[1], texts[2], texts[3], "1.00"],
        [texts[3], "", "", texts[2], texts[1], texts[0], ""],
    ]
    writer.writerows(rows)
    export = to_canvas([grade(ADA, 50)], file.getvalue(), column="7")
    if export.matched:
        rows[2][5] = "5.00"
    assert cells(export.text) == rows


# ------------------------------------------------------------------------------------- the download


def test_a_file_says_whose_it_is_and_which_version(tree, take):
    intake = take(
        tree("lovelaceada_12345_67890_homework-2.py", "hoppergrace_77_88_my_work_3.ipynb")
    )
    assert intake.layout == "Canvas's bulk download"
    hopper, lovelace = intake.hand_ins
    assert (lovelace.person.key, lovelace.person.canvas_id, lovelace.version) == (
        "lovelaceada_12345",
        "12345",
        2,
    )
    assert (hopper.person.key, hopper.person.name, hopper.version) == (
        "hoppergrace_77",
        "hoppergrace",
        0,
    )
    assert lovelace.at is None


def test_canvas_marks_late_ones(tree, take):
    intake = take(tree("lovelaceada_LATE_12345_67890_homework.py", "lateearly_1_2_homework.py"))
    assert [(one.person.name, one.late) for one in intake.hand_ins] == [
        ("lateearly", False),
        ("lovelaceada", True),
    ]


def test_names_need_not_be_ascii(tree, placed):
    assert placed(tree("王小明_1_2_作业.py", "o_brienzoé_3_4_homework.py")) == [
        ("o_brienzoé_3", "o_brienzoé_3_4_homework.py"),
        ("王小明_1", "王小明_1_2_作业.py"),
    ]


def test_two_students_of_one_name_stay_apart(tree, placed):
    files = ["smithjohn_1_10_homework.py", "smithjohn_2_11_homework.py"]
    assert [key for key, _file in placed(tree(*files))] == ["smithjohn_1", "smithjohn_2"]


def test_anonymous_grading_names_nobody(tree, take):
    intake = take(tree("anon_Xy1z_67890_homework.py", "LATE_anon_Ab2c_67891_homework.py"))
    assert [(one.person.key, one.late) for one in intake.hand_ins] == [
        ("anon_Ab2c", True),
        ("anon_Xy1z", False),
    ]


def test_versions_are_attempts_whatever_the_files_times(tree, take):
    intake = take(tree("a_1_30_homework-10.py", "a_1_20_homework-2.py", "a_1_10_homework.py"))
    assert [one.version for one in intake.hand_ins] == [0, 2, 10]
    assert intake.notes == ("a (a_1): of 3 attempts a_1_30_homework-10.py is the latest.",)


def test_an_id_that_contradicts_another_is_listed_and_decides_nothing():
    person = Person("x", sis_id="00815", canvas_id="999")
    export = to_canvas([grade(person, 90)], GRADEBOOK, column="7001")
    assert export.unmatched == (person,)
    assert "with another id or name" in export.notes[0]


def test_of_one_name_and_version_the_later_upload_is_the_later_attempt(tree, placed):
    files = ["a_1_100_homework.py", "a_1_99_homework.py"]
    assert [file for _key, file in placed(tree(*files))] == [
        "a_1_99_homework.py",
        "a_1_100_homework.py",
    ]


def test_all_that_was_uploaded_together_is_one_hand_in(tree, take):
    intake = take(
        tree("a_1_10_homework.py", "a_1_11_helper.py", "a_1_12_data.csv", "b_2_13_helper.py")
    )
    a, b = intake.hand_ins
    assert (a.path.name, b.path.name) == ("a_1_10_homework.py", "b_2_13_helper.py")
    assert [own for own, _file in a.upload] == ["homework.py", "helper.py", "data.csv"]
    assert reasons(intake) == {}


def test_a_name_that_the_student_chose_says_nothing(tree, placed):
    root = tree(
        "mallory_1_10_homework.py",
        "mallory_1_11_bob_2_12_homework.py",
        "bob_2_13_homework.py",
    )
    assert [key for key, _file in placed(root)] == ["bob_2", "mallory_1"]


def test_what_is_no_file_of_canvas_is_listed(tree, take):
    root = tree(
        "a_1_10_homework.py",
        "b_2_11_essay.pdf",
        "c_3_text.html",
        "solution.py",
        "more/x.py",
        ".DS_Store",
    )
    assert reasons(take(root)) == {
        "b_2_11_essay.pdf": "holds no Python file: essay.pdf is a .pdf: "
        "hand in the .py or .ipynb itself",
        "c_3_text.html": "holds no code, but a page or a link: hand in the .py or .ipynb itself",
        "more": "is a folder, where Canvas puts files",
        "solution.py": "its name is not one of Canvas's",
    }


def test_a_download_below_a_folder_is_found_in_a_zip(tree, zipped, placed):
    root = tree("lovelaceada_1_2_homework.py")
    assert placed(zipped(root, top="submissions/")) == [
        ("lovelaceada_1", "lovelaceada_1_2_homework.py")
    ]


def test_the_roster_says_who_it_is(tree, take, roster):
    known = roster(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        "    Points Possible,,,,\n"
        '"Lovelace, Ada",12345,S1,ada,A\n'
        '"Hopper, Grace",77,S2,grace,A\n'
        '"Turing, Alan",78,S3,alan,A\n'
    )
    intake = take(
        tree(
            "lovelaceada_12345_1_homework.py", "hoppergrace_77_2_homework.py", "x_9_3_homework.py"
        ),
        known,
    )
    assert [(one.person.key, one.person.name) for one in intake.hand_ins] == [
        ("S1", "Lovelace, Ada"),
        ("S2", "Hopper, Grace"),
        ("x_9", "x"),
    ]
    assert [person.key for person in intake.absent] == ["S3"]
    assert intake.notes == ("Not on the roster: x_9.",)
