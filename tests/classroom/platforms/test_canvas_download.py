"""Canvas's bulk download."""

from classroom.shown import reasons


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
    assert intake.notes == ("a_1: of 3 attempts a_1_30_homework-10.py is the latest.",)


def test_of_one_version_the_later_upload_is_the_later_attempt(tree, placed):
    files = ["a_1_100_homework.py", "a_1_99_homework.ipynb"]
    assert [file for _key, file in placed(tree(*files))] == [
        "a_1_99_homework.ipynb",
        "a_1_100_homework.py",
    ]


def test_what_was_uploaded_with_the_homework_is_no_attempt(tree, take):
    intake = take(
        tree("a_1_10_homework.py", "a_1_11_helper.py", "a_1_12_fizzbuzz.ipynb", "b_2_13_helper.py")
    )
    assert [one.path.name for one in intake.hand_ins] == [
        "a_1_10_homework.py",
        "a_1_12_fizzbuzz.ipynb",
        "b_2_13_helper.py",
    ]
    assert reasons(intake) == {"a_1_11_helper.py": "was handed in beside a_1_12_fizzbuzz.ipynb"}


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
        "b_2_11_essay.pdf": "is neither .py, .ipynb nor .zip",
        "c_3_text.html": "is neither .py, .ipynb nor .zip",
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
        '"Lovelace, Ada",12345,S1,ada,A\n"Hopper, Grace",77,S2,grace,A\n"Turing, Alan",78,S3,alan,A\n'
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
