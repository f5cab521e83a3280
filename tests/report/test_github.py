"""What a job prints on GitHub.

Annotations on the student's lines, a summary, and no command of a submission's.
"""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from runner import Runner
from sample_class import BROKEN, check, report, scored

from grader.report.github import to_github, to_github_summary
from grader.results import Place

ROOT = Path("/home/runner/work/hw/hw")
FILE = str(ROOT / "assignments/fizzbuzz/homework.py")
TOKEN = "c0ffee"


def run(*reports):
    return Runner(to_github(reports, ROOT, TOKEN))


def lost(number=0, points=0, **fields):
    title = f"check {number}, of 9: 100 %"
    fields = {"title": title, "place": Place("homework.py", 12, file_line=12), **fields}
    return check(points, 10, name=f"test_{number}", **fields)


def test_an_annotation_is_on_the_students_own_line():
    ((name, properties, text),) = run(report(lost(), file=FILE)).commands
    assert name == "error"
    assert properties == {
        "file": "assignments/fizzbuzz/homework.py",
        "line": "12",
        "title": "check 0, of 9: 100 % (0 of 10 points)",
    }
    assert text == "is wrong\nhint: look at the sign"


def test_a_part_is_a_warning_and_what_passed_is_nothing():
    assert [name for name, *_ in run(report(lost(points=5), lost(1, 10), file=FILE)).commands] == [
        "warning"
    ]


def test_without_a_line_the_file_is_annotated_and_without_a_file_the_job():
    (whole,) = run(report(lost(place=Place("homework.py")), file=FILE)).commands
    assert whole[1].keys() == {"file", "title"}
    for file in ("", "/elsewhere/homework.py"):
        (job,) = run(report(lost(), file=file)).commands
        assert job[1].keys() == {"title"}


def test_a_broken_check_points_at_no_line():
    ((name, properties, text),) = run(report(BROKEN, file=FILE)).commands
    assert (name, "file" in properties) == ("error", False)
    assert "the grader's fault" in text


def test_at_most_ten_the_costliest_in_the_order_of_the_checks():
    checks = [lost(n, points=n % 3) for n in range(15)]
    titles = [
        properties["title"]
        for _, properties, _ in run(report(*checks[:9]), report(*checks[9:])).commands
    ]
    assert len(titles) == 10
    kept = [int(re.match(r"check (\d+)", title)[1]) for title in titles]
    assert kept == sorted(kept)
    assert {0, 3, 6, 9, 12} <= set(kept)


def test_what_cannot_be_read_is_one_annotation():
    checks = [lost(n, message="line 3: SyntaxError", hint=None) for n in range(5)]
    ((_, properties, text),) = run(
        report(*checks, file=FILE, problem="line 3: SyntaxError")
    ).commands
    assert (properties["title"], properties["line"], text) == ("tiny", "12", "line 3: SyntaxError")


@pytest.mark.parametrize(
    "text",
    [
        "::set-env name=PATH::/tmp",
        "x\n::add-mask::a\n::error::b",
        "a%0A::error::b",
        f"::{'0' * 32}::\n::error::b",
        "\r::error::b",
        "\u2028::error::b",
    ],
)
def test_no_command_of_a_submissions_is_obeyed(text):
    runner = run(
        report(lost(title=text, message=text, output=text), file=f"{ROOT}/{text}.py", notes=(text,))
    )
    assert [name for name, *_ in runner.commands] == ["error"]


def test_the_report_itself_is_shown_before():
    shown = run(scored(100)).shown
    assert shown[0].startswith("tiny")
    assert "100 of 100 points" in shown


def rendered(*reports):
    return MarkdownIt("gfm-like", {"linkify": False}).render(to_github_summary(reports))


def test_the_summary_is_a_table_of_the_checks():
    html = rendered(report(check(60), lost(hidden=True), BROKEN, ungraded=40))
    assert "<h2>tiny</h2>" in html
    assert "<strong>60 of 70 points</strong>" in html
    assert html.count("<tr>") == 4
    assert (
        "<strong>check 0, of 9: 100 %</strong> (hidden)<br>line 12<br>is wrong<br>hint: look at "
        "the sign" in html
    )
    assert "40 more points" in html


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a | b", "[x](http://y)", "`c`", "**d**", "e\n\n# f", "&lt;"],
)
def test_markup_of_a_submission_is_text_in_the_summary(text):
    html = rendered(report(check(0, title=text, message=text, hint=None), notes=(text,)))
    assert not re.search(r"<(?!/?(h2|p|strong|table|thead|tbody|tr|th|td|br)\b)", html)
    assert html.count("<tr>") == 2
    escaped = (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    )
    assert f"<strong>{escaped}</strong>" in html


def test_of_several_reports_each_has_its_table():
    assert rendered(scored(100), scored(70)).count("<table>") == 2
