"""Moodle: its download, and its grading worksheet with grades and feedback filled in."""

import csv
import html
import io
import re
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from classroom.shown import reasons
from hypothesis import given
from hypothesis import strategies as st
from sample_class import ADA, LI, check, grade, report

from grader.classroom.people import Person
from grader.classroom.platforms import to_moodle
from grader.classroom.roster import Roster
from grader.errors import UsageError
from grader.language import speak
from grader.results import Outcome

# The form is that of gradingtable.php; Moodle quotes what holds a space.
WORKSHEET = Path(__file__).with_name("moodle.csv").read_text("utf-8")
GRADE, FEEDBACK = 4, 10
CHINESE = (
    "标识符,全名,Email地址,学号,状态,成绩,最高分,允许更改成绩,评语反馈\n"
    "参与人2001,Ada,ada@uni.edu,00815,,,100.00,是,\n"
)


def cells(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def feedback(*checks, **fields):
    return cells(to_moodle([grade(ADA, report(*checks), **fields)], WORKSHEET).text)[1][FEEDBACK]


def test_grades_and_feedback_are_filled_in_and_nothing_else_changes():
    export = to_moodle([grade(ADA, 100), grade(LI, 80, penalty=10, days_late=1)], WORKSHEET)
    before, after = cells(WORKSHEET), cells(export.text)
    for row, points in ((1, "100.00"), (2, "70.00")):
        assert after[row][GRADE] == points
        assert after[row][FEEDBACK].startswith("<p>")
        before[row][GRADE], before[row][FEEDBACK] = after[row][GRADE], after[row][FEEDBACK]
    assert after == before
    assert export.matched == 2


def test_grades_are_scaled_to_the_maximum_in_its_own_notation():
    text = WORKSHEET.replace("100.00", '"20,00"')
    assert cells(to_moodle([grade(ADA, 87)], text).text)[1][GRADE] == "17,40"


def test_more_than_the_maximum_is_the_maximum_and_said():
    export = to_moodle([grade(ADA, 100, adjust=[(10, "bonus")])], WORKSHEET)
    assert cells(export.text)[1][GRADE] == "100.00"
    assert "1 student would have more than the maximum grade" in export.notes[0]


@pytest.mark.parametrize(
    "person",
    [
        Person("x", moodle_id="2001"),
        Person("x", email="ADA@uni.edu"),
        Person(
            "x", email="ada@uni.edu", moodle_id="1001"
        ),  # of another assignment: its numbers say nothing here
    ],
)
def test_a_person_is_found_by_participant_or_email(person):
    assert cells(to_moodle([grade(person, 90)], WORKSHEET).text)[1][GRADE] == "90.00"


@pytest.mark.parametrize(
    "person", [Person("x", sis_id="00815"), Person("x", login="ada", moodle_id="1001")]
)
def test_a_person_is_found_by_id_number_or_username_where_the_worksheet_has_them(person):
    text = "Identifier,ID number,Username,Grade,Maximum grade\nParticipant 2001,00815,ada,,10.00\n"
    assert cells(to_moodle([grade(person, 90)], text).text)[1][3] == "9.00"


def test_a_name_is_no_id_and_both_sides_are_named():
    stranger = Person("x", "李雷")
    export = to_moodle([grade(stranger, 90)], WORKSHEET)
    assert export.unmatched == (stranger,)
    assert export.missing == ("Ada Lovelace", "李雷", "=cmd|' /C calc'!A0")
    assert cells(export.text) == cells(WORKSHEET)


def test_where_names_are_hidden_a_participant_is_named_by_number():
    text = "Identifier,Status,Grade,Maximum Grade\nParticipant 7,,,10.00\n"
    assert to_moodle([], text).missing == ("Participant 7",)


def test_who_is_not_graded_keeps_grade_and_comment():
    export = to_moodle([grade(LI, fault="no memory"), grade(ADA)], WORKSHEET)
    assert cells(export.text) == cells(WORKSHEET)
    assert export.notes == ()


def test_a_chinese_worksheet_is_understood():
    row = cells(to_moodle([grade(ADA, 90)], CHINESE).text)[1]
    assert row[5] == "90.00"
    assert row[8].startswith("<p>")


# From the language packs: identifier, name, address, status, grade, maximum, changed, the two times,
# comments; a participant; Friday, 20 November 2026, 10:37.
LANGUAGES = {
    "en": (
        "Identifier|Full name|Email address|Status|Grade|Maximum grade|Grade can be changed"
        "|Last modified (submission)|Last modified (grade)|Feedback comments",
        "Participant ",
        "Friday, 20 November 2026, 10:37 AM",
    ),
    "zh_tw": (
        "識別碼|完整名稱|電子郵件信箱|狀態|成績|最高成績|分數可以被更改"
        "|最後修改的(作業)|最後修改的(得分)|評語回饋",
        "參與者",
        "2026年 11月 20日(週五) 10:37",
    ),
    "fr": (
        "Identifiant|Nom complet|Adresse de courriel|Statut|Note|Note maximale"
        "|La note peut être modifiée|Dernière modification (travail remis)"
        "|Dernière modification (note)|Feedback par commentaires",
        "Participant",
        "vendredi 20 novembre 2026, 10:37",
    ),
    "es": (
        "Identificador|Nombre completo|Dirección de correo|Estado|Calificación"
        "|Calificación máxima|La calificación puede ser cambiada|Última modificación (entrega)"
        "|Última modificación (calificación)|Comentarios de retroalimentación",
        "Participante",
        "viernes, 20 de noviembre de 2026, 10:37",
    ),
    "ja": (
        "ID|フルネーム|メールアドレス|ステータス|評点|最大評点|評点変更可"
        "|最終更新日時 (提出)|最終更新日時 (評定)|フィードバックコメント",
        "参加者",
        "2026年 11月 20日(金曜日) 10:37",
    ),
    "ru": (
        "Идентификатор|Полное имя|Адрес электронной почты|Статус|Оценка|Максимальная оценка"
        "|Оценка может быть изменена|Последнее изменение (ответ)|Последнее изменение (оценка)"
        "|Отзыв в виде комментария",
        "Участник",
        "пятница, 20 ноября 2026, 10:37",
    ),
    "one that is in no table": (
        "Tunniste|Koko nimi|Sähköposti|Tila|Arvosana|Enimmäispisteet|Voi muuttaa"
        "|Muokattu (palautus)|Muokattu (arvosana)|Palaute",
        "Osallistuja",
        "20. marraskuuta 2026, 10:37",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worksheet_is_understood_in_any_language(language, tmp_path):
    headings, participant, time = LANGUAGES[language]
    rows = [
        headings.split("|"),
        [f"{participant}2001", "Ada", "ada@uni.edu", "", "", "20,00", "x", time, "-", ""],
        [f"{participant}2002", "Li", "li@uni.edu", "", "", "20,00", "x", "-", "-", ""],
    ]
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)

    after = cells(to_moodle([grade(ADA, 50)], file.getvalue()).text)
    assert after[1][4] == "10,00"
    assert after[1][9].startswith("<p>")
    (tmp_path / "worksheet.csv").write_text(file.getvalue(), "utf-8")
    roster = Roster.read(tmp_path / "worksheet.csv", ZoneInfo("Asia/Shanghai"))
    assert roster.people[0] == Person("ada@uni.edu", "Ada", "ada@uni.edu", moodle_id="2001")
    assert roster.times == {"ada@uni.edu": datetime(2026, 11, 20, 2, 37, tzinfo=timezone.utc)}
    assert roster.unread == {}


@pytest.mark.parametrize("time", ["20. marraskuuta 2026, 10.37", "pátek, 20. listopad 2026, 10:37"])
def test_where_names_are_hidden_a_worksheet_in_any_language_is_understood(tmp_path, time):
    rows = (
        "Tunniste,Tila,Arvosana,Enimmäispisteet,Voi muuttaa,Muokattu (palautus),Muokattu (arvosana)\n"
        f'Osallistuja31,Palautettu,,10,Kyllä,"{time}",-\n'
    )
    (tmp_path / "worksheet.csv").write_text(rows, "utf-8")
    roster = Roster.read(tmp_path / "worksheet.csv")
    assert roster.people == (Person("31", moodle_id="31"),)
    assert list(roster.times) == ["31"]


def test_a_heading_that_is_unknown_is_known_by_its_place(tmp_path):
    rows = "ID,Name,Status,Bewertung,Höchstens,Änderbar,Abgabe,Bewertet\nTeilnehmer/in31,Ada,x,,10,Ja,-,-\n"
    (tmp_path / "worksheet.csv").write_text(rows, "utf-8")
    assert Roster.read(tmp_path / "worksheet.csv").people == (Person("31", "Ada", moodle_id="31"),)
    assert cells(to_moodle([grade(Person("x", moodle_id="31"), 50)], rows).text)[1][3] == "5.00"


def test_a_time_in_the_worksheet_that_is_none_is_listed_and_nobody_is_late(tree, take, roster):
    known = roster(WORKSHEET.replace("Friday, 20 November 2026, 11:59 PM", "the day 2026 of 31"))
    intake = take(tree("Ada Lovelace_2001_assignsubmission_file/homework.py"), known)
    assert [one.at for one in intake.hand_ins] == [None]
    note = "No time is known, so not late: ada@uni.edu (the day 2026 of 31 is not understood)."
    assert note in intake.notes


def test_a_comment_that_was_replaced_is_counted():
    assert to_moodle([grade(LI, 80)], WORKSHEET).notes == (
        "the comments on 1 student were replaced",
    )


def test_without_a_column_for_comments_none_is_made_and_that_is_said():
    export = to_moodle(
        [grade(ADA, 90)], "Identifier,Grade,Maximum Grade\nParticipant 2001,,10.00\n"
    )
    assert export.text == "Identifier,Grade,Maximum Grade\nParticipant 2001,9.00,10.00\n"
    assert "switch on feedback comments" in export.notes[0]


def test_feedback_names_each_lost_check_with_why_and_its_hint():
    text = feedback(check(60), check(10, 40, name="test_b", title="backward", message="one\ntwo"))
    assert text == "<p>backward (10/40)<br>one<br>two<br>hint: look at the sign</p>"


def test_feedback_is_in_the_language_in_force():
    with speak("zh"):
        assert "看看正负号" in feedback(check(0))


def test_feedback_says_that_all_is_well():
    assert feedback(check(60)) == "<p>all checks pass</p>"


def test_a_broken_check_is_the_graders_fault_and_its_message_stays_here():
    text = feedback(
        check(0, 5, outcome=Outcome.BROKEN, message="ZeroDivisionError"), check(60, name="test_b")
    )
    assert "5 points could not be graded: that is the grader&#x27;s fault, not yours." in text
    assert "ZeroDivisionError" not in text


def test_feedback_says_how_the_grade_came_about():
    text = feedback(check(60), penalty=6.0, days_late=2, adjust=[(3.0, "see <paper>")])
    assert text.split("</p>")[1] == (
        "<p>60 of 60 points<br>-6 for 2 days of lateness<br>"
        "+3: see &lt;paper&gt;<br>57 points in the end"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        '"><img src=x onerror=y>',
        "a\n\n<b>",
        "\u202egnp.exe",
    ],
)
def test_hostile_text_is_neither_html_nor_a_formula(text):
    shown = feedback(check(0, title=text, message=text, output=text), adjust=[(1, text)])
    assert shown.startswith("<p>")
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<p>", "</p>", "<br>"}
    assert "\u202e" not in shown
    assert text.splitlines()[-1].replace("\u202e", "\ufffd") in html.unescape(shown)


@pytest.mark.parametrize("text", ["Student,ID\n1,2\n", "Identifier,Maximum Grade\n1,2\n"])
def test_a_file_that_is_no_worksheet_is_refused(text):
    with pytest.raises(UsageError, match="no grading worksheet of Moodle"):
        to_moodle([], text)


def test_an_assignment_with_a_scale_is_refused():
    with pytest.raises(UsageError, match="graded by a scale"):
        to_moodle([], "Identifier,Grade,Scale\nParticipant 1,,Good\n")


def test_a_row_without_a_maximum_is_refused():
    with pytest.raises(UsageError, match=r"row 2 of the worksheet has no maximum grade: -"):
        to_moodle([grade(ADA, 90)], "Identifier,Grade,Maximum Grade\nParticipant 2001,,-\n")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
        min_size=3,
        max_size=3,
    )
)
def test_whatever_stands_in_other_cells_comes_back(texts):
    rows = [
        ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade", "Online text"],
        ["Participant 2001", texts[0], "", texts[1], "100.00", texts[2]],
        ["Participant 9", texts[2], "", texts[0], texts[1], texts[1]],
    ]
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    after = cells(to_moodle([grade(ADA, 50)], file.getvalue()).text)
    rows[1][3] = "50.00"
    assert after == rows


# ------------------------------------------------------------------------------------- the download


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
    # A download's files have the time of the download.
    assert (one.path.is_dir(), one.late, one.at) == (True, None, None)
    assert "Moodle's grading worksheet says it" in intake.notes[0]


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
    ada, zoe = intake.hand_ins
    assert (ada.person.key, ada.path.name) == ("Ada Lovelace_1", name.format("homework.py"))
    assert [own for own, _file in ada.upload] == ["homework.py", "plots.py"]
    assert (zoe.person.key, zoe.upload) == ("Zoë B_2", ())
    assert reasons(intake) == {}


def test_a_name_that_the_student_chose_says_nothing(tree, placed):
    root = tree(
        "Mallory_1_assignsubmission_file_homework.py",
        "Mallory_1_assignsubmission_file_Bob_2_assignsubmission_file_homework.py",
        "Bob_2_assignsubmission_file_homework.py",
    )
    assert [key for key, _file in placed(root)] == ["Bob_2", "Mallory_1"]


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
        "Bob_2_assignsubmission_file_": "holds no Python file: essay.pdf is a .pdf: "
        "hand in the .py or .ipynb itself",
        "Eve_3_assignsubmission_file_": "holds several archives and no Python file",
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
        "Identifier,Full name,ID number\n"
        "Participant 1,Ada Lovelace,S1\n"
        "Participant 2,Alan Turing,S2\n"
    )
    assert [
        key for key, _ in placed(tree("Ada Lovelace_99_assignsubmission_file_/homework.py"), known)
    ] == ["S1"]
