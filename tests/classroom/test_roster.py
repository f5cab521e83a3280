"""An instructor's list of a class: which columns it may have, and who is who."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.people import Directory, Person
from grader.classroom.roster import Roster
from grader.errors import UsageError


@pytest.fixture
def read(tmp_path):
    def make(data):
        file = tmp_path / "roster.csv"
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return Roster.read(file)

    return make


def test_canvas_gradebook_is_a_roster(read):
    roster = read(
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework (12)\n"
        ",,,,,Manual Posting\n"
        "    Points Possible,,,,,100\n"
        '"Lovelace, Ada",12345,S1,ada,A,90\n'
    )
    assert roster.people == (
        Person("S1", "Lovelace, Ada", login="ada", sis_id="S1", canvas_id="12345"),
    )


def test_moodles_worksheet_is_a_roster(read):
    roster = read(
        "Identifier,Full name,Email address,Status\n"
        "Participant 12345,Ada Lovelace,ada@b.c,Submitted\n"
    )
    assert roster.people == (Person("ada@b.c", "Ada Lovelace", "ada@b.c", moodle_id="12345"),)


def test_github_classrooms_roster_goes_by_its_identifier(read):
    roster = read(
        '"identifier","github_username","github_id","name"\n"S1","ada-l","99",""\n"S2","","",""\n'
    )
    assert roster.people == (Person("S1", github="ada-l"), Person("S2"))


def test_classroom_50s_roster_goes_by_login(read):
    roster = read(
        "username,first_name,last_name,email,section,github_id\nada-l,Ada,Lovelace,a@b.c,1,99\n"
    )
    assert roster.people == (Person("ada-l", "Ada Lovelace", "a@b.c", "ada-l"),)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Student,ID,Section", "canvas_id"),
        ("LastName,FirstName,ID,SIS User ID", "canvas_id"),
        ("id,first_name,last_name,email", "key"),  # nbgrader's
        ("id,name", "key"),
        ("Display ID,ID,Last Name", "login"),  # Sakai's
    ],
)
def test_a_column_called_id_is_the_platforms_own(read, header, field):
    columns = header.split(",")
    line = ",".join("7" if column.upper() == "ID" else f"x{n}" for n, column in enumerate(columns))
    (person,) = read(f"{header}\n{line}\n").people
    assert getattr(person, field) in {"7", "x0"}
    assert (person.canvas_id == "7") == (field == "canvas_id")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_may_be_separated_in_three_ways(read, delimiter):
    text = "\nFirst Name,Nick-Name,Last-Name,E-Mail\nAda,x,Lovelace,ada@b.c\n".replace(
        ",", delimiter
    )
    assert read(text).people == (Person("ada@b.c", "Ada Lovelace", "ada@b.c"),)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-16"])
def test_a_chinese_list_is_read(read, encoding):
    text = "学号,姓名,邮箱,班级\r\n1700000012,张三,zs@x.cn,一班\r\n"
    assert read(text.encode(encoding)).people == (
        Person("1700000012", "张三", "zs@x.cn", sis_id="1700000012"),
    )


def test_a_workbook_is_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["高数一班名单"], ["学号", "姓名"], [1700000012, "张三"], ["0017", "李四"], []):
        sheet.append(row)
    book.save(tmp_path / "roster.xlsx")
    assert [(one.sis_id, one.name) for one in Roster.read(tmp_path / "roster.xlsx").people] == [
        ("1700000012", "张三"),
        ("0017", "李四"),
    ]


def test_a_sheet_of_notes_and_a_title_may_come_first(tmp_path, read):
    book = openpyxl.Workbook()
    book.active.append(["Exported for Prof. Byron"])
    sheet = book.create_sheet("class")
    for row in (["CS 101"], ["login", "name"], ["ada", "Ada Lovelace"]):
        sheet.append(row)
    book.save(tmp_path / "roster.xlsx")
    ada = (Person("ada", "Ada Lovelace", login="ada"),)
    assert Roster.read(tmp_path / "roster.xlsx").people == ada
    assert read("Course export 2026\nlogin\tname\nada\tAda Lovelace\n").people == ada


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100])
def test_a_spoilt_workbook_is_bad_usage(tmp_path, data):
    (tmp_path / "roster.xlsx").write_bytes(data)
    with pytest.raises(UsageError, match="is not a readable workbook"):
        Roster.read(tmp_path / "roster.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        "name,role\nAda,Student\nPat,Instructor\nTom,TA\nUli,Teaching Assistant\n",
        "username,role,status\nada,student,\nprof,teacher,\nh,hta,\nold,student,removed\n",
        'Student,ID,Section\n"    Points Possible",,\n"Lovelace, Ada",1,\n"Student, Test",9,\n',
        "First Name,Last Name,Email\nDate,,\nPoints,,\nAda,L,a@b.c\n",
        "姓名,角色\n李雷,学生\n王老师,教师\n小张,助教\n",
    ],
)
def test_rows_that_are_no_students_do_not_count(read, rows):
    assert len(read(rows).people) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_excels_unicode_is_read(read, encoding):
    assert read("Name;Login\r\nZoé 王;zoe\r\n".encode(encoding)).people == (
        Person("zoe", "Zoé 王", login="zoe"),
    )


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("identifier,sid,login,github,email,canvas id,moodle id,name", "a"),
        ("x,sid,login,github,email,canvas id,moodle id,name", "b"),
        ("x,x,login,github,email,canvas id,moodle id,name", "c"),
        ("x,x,x,github,email,canvas id,moodle id,name", "d"),
        ("x,x,x,x,email,canvas id,moodle id,name", "e"),
        ("x,x,x,x,x,canvas id,moodle id,name", "f"),
        ("x,x,x,x,x,x,moodle id,name", "g"),
        ("x,x,x,x,x,x,x,name", "h"),
    ],
)
def test_the_key_is_the_first_of_its_columns(read, header, key):
    assert read(f"{header}\na,b,c,d,e,f,g,h\n").people[0].key == key


def test_lines_may_be_short_long_or_blank(read):
    assert [
        person.key for person in read("login,name\nada\n\n,\nbob,Bob,more,and more\n").people
    ] == ["ada", "bob"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "roster.csv lists no students"),
        ("login,name\n", "roster.csv lists no students"),
        ("grade,section\n1,2\n", "has no column that identifies a student: grade, section"),
        ("first name\nAda\n", "has no column that identifies a student: first name"),
        ("login\nada\nbob\nADA\n", "lines 2 and 4: two students have the key ADA"),
        (b"login\nada\n\xff\n", "line 3: not valid utf-8"),
        (b"\xff\xfel", "line 1: not valid utf-16"),
        (f"login\n{'x' * 200_000}\n", "line 2: field larger than"),
        (b"x" * ((16 << 20) + 1), "is larger than 16 MB"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(read, data, words):
    with pytest.raises(UsageError, match=words):
        read(data)


def test_a_roster_that_is_not_there_is_bad_usage(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        Roster.read(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="Is a directory"):
        Roster.read(tmp_path)


# ------------------------------------------------------------------------------------------ finding

CLASS = """\
name,sid,canvas id,moodle id,login,github,email
"Lovelace, Ada",S1,11,21,ada,ada-l,ada@b.c
Grace Brewster Hopper,S2,12,22,grace,,grace@b.c
Li Wang,S3,13,23,lwang,,
Wang Li,S4,14,24,wli,,
Zoe\u0301 Noir,S5,15,25,zoe,,shared@b.c
Alan Turing,S6,16,26,alan,,shared@b.c
"""


@pytest.mark.parametrize(
    ("person", "key"),
    [
        (Person("?", canvas_id="11"), "S1"),
        (Person("?", moodle_id="22"), "S2"),
        (Person("?", sis_id="s3"), "S3"),
        (Person("?", login="WLI"), "S4"),
        (Person("?", github="ada-l"), "S1"),
        (Person("?", github="wli"), "S4"),
        (Person("?", login="ada-l"), None),
        (Person("?", email="Grace@B.C"), "S2"),
        (Person("S6"), "S6"),
        (Person("16"), None),  # Canvas's own number
        (Person("?", name="Ada Lovelace"), "S1"),
        (Person("?", name="lovelace, ADA"), "S1"),
        (Person("ada_lovelace"), "S1"),
        (Person("?", name="lovelaceada"), "S1"),
        (Person("?", name="hoppergracebrewster"), "S2"),
        (Person("?", name="brewsterhoppergrace"), "S2"),
        (Person("?", name="Wang Li"), None),  # which is the family name?
        (Person("?", name="Wang, Li"), "S3"),
        (Person("?", name="ZOÉ noir"), "S5"),
        (Person("?", name="ＷＡＮＧ, ＬＩ"), "S3"),
        (Person("?", canvas_id="99", name="Ada Lovelace"), None),  # another of that name
        (Person("?", moodle_id="99", name="Ada Lovelace"), "S1"),
        (Person("?", name="wangli"), None),  # either of two
        (Person("?", email="shared@b.c", name="Alan Turing"), None),
        (Person("?", name="Ada"), None),
        (Person("nobody"), None),
        (Person("?"), None),
    ],
)
def test_somebody_is_found_by_what_a_platform_tells_and_never_guessed(read, person, key):
    directory = Directory()
    directory.enrol(read(CLASS).people)
    number = directory.find(person).number
    assert (number if number is None else directory[number].key) == key


WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs", "M"]), max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=20))
def test_any_class_is_read_and_everybody_found_by_key(tmp_path_factory, logins):
    file = tmp_path_factory.mktemp("class") / "roster.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["login", "name"], *([login, "x"] for login in logins)])
    file.write_text(text.getvalue(), "utf-8")
    try:
        roster = Roster.read(file)
    except UsageError as error:
        assert "two students have the key" in error.message  # noqa: PT017 - an error is as good as a roster
        return
    directory = Directory()
    assert directory.enrol(roster.people) == []
    for person in roster.people:
        if person.login:
            number = directory.find(Person("?", login=person.login)).number
            assert directory[number] == person
