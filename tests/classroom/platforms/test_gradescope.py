"""Gradescope: its export, and a results.json per student.

With the grade that counts, and under a name that is one on every system.
"""

import json
from datetime import datetime, timezone

import pytest
from classroom.shown import reasons
from hypothesis import given
from hypothesis import strategies as st
from sample_class import ADA, LI, check, grade, report

from grader.classroom.people import Person
from grader.classroom.platforms import gradescope, to_gradescope_files
from grader.errors import UsageError
from grader.results import Outcome

# As Gradescope writes it, with what is not needed cut short.
METADATA = """\
submission_409194023:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0123'
    :email: ada@example.org
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :results:
    output: |-
      =====
      Score: 2.0
  :history:
  - :id: 409194000
    :created_at: 2026-04-25 10:00:00.000000000 Z
submission_500000001:
  :submitters:
  - :name: Grace Hopper
    :sid:
    :email: grace@example.org
  - :name: Alan Turing
    :sid: 0333
  :created_at: "2026-04-26T10:34:00.5-07:00"
submission_600000002:
  :submitters: []
submission_700000003:
  :submitters:
  - :name: Nobody
"""


@pytest.fixture
def export(tree):
    def make(metadata=METADATA, *more):
        root = tree(
            "submission_409194023/homework.py", "submission_500000001/homework.ipynb", *more
        )
        (root / "submission_metadata.yml").write_text(metadata, "utf-8")
        return root

    return make


def test_each_submitter_of_a_group_gets_its_folder(export, take):
    intake = take(export())
    assert intake.layout == "Gradescope's export"
    assert [(one.person.key, one.person.name, one.path.name) for one in intake.hand_ins] == [
        ("0123", "Ada Lovelace", "submission_409194023"),
        ("0333", "Alan Turing", "submission_500000001"),
        ("grace@example.org", "Grace Hopper", "submission_500000001"),
    ]


def test_the_time_is_gradescopes(export, take):
    ada, alan, _grace = take(export()).hand_ins
    assert ada.at == datetime(2026, 4, 26, 17, 34, 0, 861687, timezone.utc)
    assert alan.at == datetime(2026, 4, 26, 17, 34, 0, 500000, timezone.utc)


def test_what_does_not_fit_together_is_listed(export, take):
    root = export(
        METADATA, "submission_1/homework.py", "submission_600000002/homework.py", "notes.txt"
    )
    assert reasons(take(root)) == {
        "notes.txt": "lies beside the students' folders",
        "submission_1": "submission_metadata.yml does not name it",
        "submission_600000002": "submission_metadata.yml does not say whose it is",
        "submission_700000003": "its folder is missing",
    }


def test_two_of_one_name_and_nothing_else_stay_apart(tree, placed):
    root = tree("submission_1/a.py", "submission_2/a.py")
    line = "submission_{}:\n  :submitters:\n  - :name: Ada\n"
    (root / "submission_metadata.yml").write_text(line.format(1) + line.format(2))
    assert [key for key, _file in placed(root)] == ["Ada_submission_1", "Ada_submission_2"]


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ("a: [", "is not valid YAML"),
        ("[" * 50_000, "is not valid YAML"),
        ("? [a]\n: b\n", "is not valid YAML"),
        ("- a\n- b\n", "lists no submissions"),
        ("", "lists no submissions"),
    ],
)
def test_bad_metadata_is_one_clear_error(export, take, metadata, words):
    with pytest.raises(UsageError, match=words):
        take(export(metadata))


def test_metadata_that_is_too_large_is_not_read(export, take, monkeypatch):
    monkeypatch.setattr(gradescope, "MAX_METADATA", 100)
    with pytest.raises(UsageError, match="is larger than 0 MB"):
        take(export())


@pytest.mark.parametrize(
    "about",
    [
        "",
        "text",
        "[1, 2]",
        "{':submitters': text}",
        "{':submitters': [text, [], {':sid': [1]}]}",
        "!ruby/object:A {}",
    ],
)
def test_metadata_of_another_shape_says_nobodys(export, take, about):
    root = export(METADATA + f"submission_8: {about}\n", "submission_8/homework.py")
    assert reasons(take(root))["submission_8"] == "submission_metadata.yml does not say whose it is"


def test_a_bomb_of_references_does_not_go_off(export, take):
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    merge = "b0: &b0 {x: y}\n" + "".join(
        f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
    )
    intake = take(
        export(METADATA + bomb + merge + "submission_9: *a29\n", "submission_9/homework.py")
    )
    assert len(intake.hand_ins) == 3


def test_the_roster_knows_students_by_number_or_address(export, placed, roster):
    known = roster("login,student id,email\nada,0123,\ngrace,,GRACE@example.org\n")
    keys = [key for key, _file in placed(export(), known)]
    assert keys == ["0123", "0333", "grace"]


# -------------------------------------------------------------------------------------- the results


def results_of(one):
    (text,) = to_gradescope_files([one]).values()
    return json.loads(text)


def names(*keys):
    return list(to_gradescope_files([grade(Person(key), 50) for key in keys]))


def test_everyone_with_a_grade_has_a_file_and_nobody_else():
    assert names("ada", "li.lei", "s-17") == ["ada.json", "li.lei.json", "s-17.json"]
    assert to_gradescope_files([grade(ADA), grade(LI, fault="no memory")]) == {}


def test_the_score_is_the_one_that_counts_and_the_output_says_how_it_came_about():
    results = results_of(grade(ADA, 80, penalty=20, days_late=2, adjust=[(5, "typo in the text")]))
    assert results["score"] == 65
    assert results["output"].splitlines() == [
        "80 of 100 points",
        "-20 for 2 days of lateness",
        "+5: typo in the text",
        "65 points in the end",
    ]
    assert [test["score"] for test in results["tests"]] == [60, 20]


def test_where_only_the_checks_decided_the_output_has_no_account():
    assert results_of(grade(ADA, 80))["output"] == ""


def test_what_the_report_remarks_comes_first():
    broken = check(0, 5, name="test_odd", outcome=Outcome.BROKEN)
    output = results_of(grade(ADA, report(check(60), broken), adjust=[(1, "bonus")]))["output"]
    assert output.index("could not be graded") < output.index("bonus")


def test_a_grade_by_hand_has_no_tests():
    assert results_of(grade(ADA, adjust=[(70, "on paper")])) == {
        "score": 70,
        "output": "+70: on paper\n70 points in the end",
        "output_format": "text",
    }


def test_a_person_of_a_fault_is_named_by_the_grade_that_was_given():
    assert results_of(grade(ADA, fault="no memory", adjust=[(70, "by eye")]))["score"] == 70


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..",
        ".ssh",
        "",
        "CON",
        "nul.txt",
        "a.",
        "a b",
        "a\x00b",
    ],
)
def test_a_key_that_is_no_file_name_everywhere_gets_one(key):
    (name,) = names(key)
    assert "~" in name
    assert not {"/", "\\", "\x00", " "} & set(name)
    assert not name.startswith(".")


def test_keys_that_differ_only_in_case_do_not_share_a_file():
    first, second = names("Ada", "ada")
    assert first.casefold() != second.casefold()


def test_a_chinese_key_stays_readable():
    assert names("李雷")[0].startswith("李雷~")


@given(st.lists(st.text(max_size=300), unique=True, max_size=6))
def test_no_two_keys_share_a_file_and_every_name_is_short(keys):
    found = names(*keys)
    assert len({name.casefold() for name in found}) == len(keys)
    assert all(len(name.encode("utf-8", "surrogatepass")) < 255 for name in found)


def test_a_file_name_is_the_same_whoever_else_is_in_the_class():
    assert names("a/b")[0] in names("x", "a/b", "a_b")
