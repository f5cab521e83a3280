"""A report written out: for a person at a terminal, and for a machine.

Whatever stands in it, nothing breaks.
"""

import json
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from grader.language import speak
from grader.report.json import read_json, to_json
from grader.report.terminal import to_terminal
from grader.results import (
    CheckResult,
    Deviation,
    Epoch,
    Hint,
    ModelAnswer,
    Outcome,
    Place,
    Reason,
    Report,
    Shown,
    ToDo,
    Usage,
)

TRANSPOSED = Hint("transposed", "look at the order of the factors", "看看因子的顺序")
PASSED = CheckResult(
    "test_forward", "forward: hidden layer and output", False, 10, 10, Outcome.PASSED
)
PARTIAL = CheckResult(
    "test_backward",
    "backward: both gradients",
    False,
    7.5,
    15,
    Outcome.PARTIAL,
    Reason.WRONG,
    "grad_w1 is the transpose of what it should be",
    TRANSPOSED,
    "shape (2, 3)\n" * 10,
    Place("homework.ipynb", 2, 3, 41),
    Shown(
        (Epoch(10, 0.5, 88.0),),
        (ModelAnswer("3", "fizz", right=True),),
        (Deviation("grad_w1", False, 1e-6, 0.5),),
    ),
    Usage(0.5, 10, 40, 1 << 30),
)
FAILED = CheckResult(
    "test_train",
    "train learns",
    True,
    0,
    25,
    Outcome.FAILED,
    Reason.TIMEOUT,
    "train: stopped after 10 s of CPU time",
)
BROKEN = CheckResult(
    "test_odd",
    "odd one out",
    True,
    0,
    5,
    Outcome.BROKEN,
    None,
    "ZeroDivisionError (solution.py, line 3)",
)
FULL = Report(
    "two_layer",
    "in/ada.zip",
    "E",
    "cpu",
    (PASSED, PARTIAL, FAILED, BROKEN),
    ungraded=60,
    notes=("homework.ipynb was taken; old.ipynb was not",),
)

TERMINAL = """\
two_layer  in/ada.zip
note: homework.ipynb was taken; old.ipynb was not

ok       10/10  forward: hidden layer and output
part    7.5/15  backward: both gradients
                  grad_w1 is the transpose of what it should be
                  hint: look at the order of the factors
                  it printed:
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | shape (2, 3)
                  | … 2 more lines
FAIL      0/25  train learns  (hidden)
                  train: stopped after 10 s of CPU time
BROKEN     0/5  odd one out  (hidden)
                  ZeroDivisionError (solution.py, line 3)

17.5 of 50 points
60 more points will be graded by checks that are not here.
5 points could not be graded: that is the grader's fault, not yours.
isolation E (a separate process with limits, no isolation) · cpu
Without isolation a submission can read the hidden checks: `grade doctor` says what is missing.
"""


def one(**fields):
    """A report of one failed check with these fields."""
    given = {"name": "test_a", "title": "a", "message": "", "hint": None, "output": "", **fields}
    check = CheckResult(
        hidden=False, score=0, max_score=10, outcome=Outcome.FAILED, reason=Reason.WRONG, **given
    )
    return Report("tiny", "homework.py", "E", "cpu", (check,))


def test_a_person_reads_every_kind_of_result():
    assert to_terminal(FULL) == TERMINAL


def test_colour_only_repeats_what_the_words_say():
    coloured = to_terminal(FULL, color=True)
    assert "\x1b[32mok" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).replace(" ", "") == TERMINAL.replace(" ", "")


def test_a_report_without_checks_is_still_one():
    text = to_terminal(Report("tiny", "homework.py", "E", "cpu", ()))
    assert text.splitlines()[0] == "tiny  homework.py"
    assert "0 of 0 points" in text


def test_one_point_is_singular():
    report = Report(
        "tiny",
        "a.py",
        "E",
        "cpu",
        (CheckResult("a", "a", False, 1, 1, Outcome.PASSED),),
        ungraded=1,
    )
    assert "1 of 1 point\n" in to_terminal(report)
    assert "1 more point will be graded" in to_terminal(report)


def test_points_are_shown_without_needless_zeros():
    check = CheckResult("a", "a", False, 3.3333, 10.0, Outcome.PARTIAL)
    assert "3.3333/10  a" in to_terminal(Report("tiny", "a.py", "E", "cpu", (check,)))


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize(
    "text", ["[bold]x[/]", "[/]", "[red", "a]b", ":smile:", "[link=http://x]y[/link]", "[]"]
)
def test_markup_is_shown_as_it_is(text, color):
    report = one(
        title=f"t {text}", message=f"m {text}", hint=Hint("h", f"h {text}", ""), output=f"o {text}"
    )
    report = Report(f"{text} a", f"{text} s", "E", f"{text} d", report.checks, notes=(f"{text} n",))
    shown = re.sub(r"\x1b\[[\d;]*m", "", to_terminal(report, color=color))
    for start in (
        f"{text} a  {text} s",
        f"note: {text} n",
        f"t {text}",
        f"m {text}",
        f"hint: h {text}",
        f"| o {text}",
    ):
        assert start in shown
    assert f"· {text} d" in shown


@pytest.mark.parametrize("color", [False, True])
def test_narrow_lines_keep_their_width_and_lose_no_word(color):
    words = [f"word{n}" for n in range(60)]
    report = one(
        title=" ".join(words),
        message=" ".join(words),
        hint=Hint("h", " ".join(words), ""),
        output=" ".join(words),
    )
    shown = re.sub(r"\x1b\[[\d;]*m", "", to_terminal(report, width=40, color=color))
    assert max(map(cell_len, shown.splitlines())) <= 40
    for word in words:
        assert shown.count(f"{word}\n") + shown.count(f"{word} ") == 4


def test_a_very_long_word_is_folded_and_nothing_of_it_is_lost():
    shown = to_terminal(one(title="t" * 500, message="m" * 500, output="o" * 500), width=40)
    assert max(map(len, shown.splitlines())) <= 40
    assert all(shown.count(char) >= 500 for char in "tmo")


def test_chinese_fits_into_a_narrow_terminal():
    text = "反向传播的梯度是正确梯度的转置" * 4
    shown = to_terminal(one(title=text, message=text, output=text), width=40)
    assert max(map(cell_len, shown.splitlines())) <= 40
    assert re.sub(r"[\s|]", "", shown).count(text) == 3


def test_a_message_of_several_lines_is_indented_as_a_whole():
    lines = to_terminal(one(message="first\nsecond")).splitlines()
    assert [line for line in lines if line.strip() in ("first", "second")] == [
        "              first",
        "              second",
    ]


def test_no_line_ends_with_spaces():
    assert all(line == line.rstrip() for line in to_terminal(FULL, width=40).splitlines())


def test_an_isolation_tier_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'Z' is not a valid Tier"):
        to_terminal(Report("tiny", "homework.py", "Z", "cpu", ()))


NOTHING = {"epochs": [], "answers": [], "deviations": [], "example": []}
NOTHING_MORE = {"place": None, "shown": NOTHING, "usage": None}


def test_the_machines_form_holds_everything():
    assert json.loads(to_json(FULL)) == {
        "schema": 1,
        "assignment": "two_layer",
        "submission": "in/ada.zip",
        "file": "",
        "score": 17.5,
        "max_score": 50,
        "ungraded": 60,
        "isolation": "E",
        "device": "cpu",
        "for_instructor": False,
        "problem": "",
        "to_do": [],
        "notes": ["homework.ipynb was taken; old.ipynb was not"],
        "checks": [
            {
                "name": "test_forward",
                "title": "forward: hidden layer and output",
                "hidden": False,
                "score": 10,
                "max_score": 10,
                "outcome": "passed",
                "reason": None,
                "message": "",
                "hint": None,
                "output": "",
                **NOTHING_MORE,
            },
            {
                "name": "test_backward",
                "title": "backward: both gradients",
                "hidden": False,
                "score": 7.5,
                "max_score": 15,
                "outcome": "partial",
                "reason": "wrong",
                "message": "grad_w1 is the transpose of what it should be",
                "hint": {"id": "transposed", "en": TRANSPOSED.en, "zh": TRANSPOSED.zh},
                "output": "shape (2, 3)\n" * 10,
                "place": {"file": "homework.ipynb", "line": 2, "cell": 3, "file_line": 41},
                "shown": {
                    "epochs": [{"number": 10, "loss": 0.5, "accuracy": 88.0}],
                    "answers": [{"question": "3", "said": "fizz", "right": True}],
                    "deviations": [
                        {"name": "grad_w1", "right": False, "tolerance": 1e-6, "error": 0.5}
                    ],
                    "example": [],
                },
                "usage": {
                    "cpu_s": 0.5,
                    "cpu_limit_s": 10,
                    "wall_limit_s": 40,
                    "memory_limit_bytes": 1 << 30,
                },
            },
            {
                "name": "test_train",
                "title": "train learns",
                "hidden": True,
                "score": 0,
                "max_score": 25,
                "outcome": "failed",
                "reason": "timeout",
                "message": "train: stopped after 10 s of CPU time",
                "hint": None,
                "output": "",
                **NOTHING_MORE,
            },
            {
                "name": "test_odd",
                "title": "odd one out",
                "hidden": True,
                "score": 0,
                "max_score": 5,
                "outcome": "broken",
                "reason": None,
                "message": "ZeroDivisionError (solution.py, line 3)",
                "hint": None,
                "output": "",
                **NOTHING_MORE,
            },
        ],
    }


def test_the_machines_form_ends_with_a_line_end_and_keeps_chinese_readable():
    assert to_json(FULL).endswith("}\n")
    assert TRANSPOSED.zh in to_json(FULL)


def test_the_machines_form_carries_hostile_text_as_it_is_without_raw_control_characters():
    text = '\x1b[2J\r\x00"\\[bold]\u202e'
    written = to_json(one(title=text, message=text, output=text))
    assert not {"\x1b", "\r", "\x00"} & set(written)
    (check,) = json.loads(written)["checks"]
    assert (check["title"], check["message"], check["output"]) == (text, text, text)


def test_a_hint_is_shown_once():
    hint = Hint("sign", "look at the sign", "看看正负号")
    checks = [
        CheckResult(name, name, False, 0, 1, Outcome.FAILED, Reason.WRONG, f"{name} is wrong", hint)
        for name in "ab"
    ]
    text = to_terminal(Report("tiny", "a.py", "E", "cpu", tuple(checks)))
    assert text.count("hint: look at the sign") == 1
    assert text.index("hint: look at the sign") < text.index("hint: the same as above")


def test_another_hint_is_shown_even_if_the_message_is_the_same():
    checks = [
        CheckResult(
            name,
            name,
            False,
            0,
            1,
            Outcome.FAILED,
            Reason.WRONG,
            "is wrong",
            Hint(name, f"see {name}", "看"),
        )
        for name in "ab"
    ]
    text = to_terminal(Report("tiny", "a.py", "E", "cpu", tuple(checks)))
    assert "(as above)" in text
    assert "hint: see a" in text
    assert "hint: see b" in text


def test_the_machines_form_is_read_back():
    assert read_json(to_json(FULL)) == FULL
    with pytest.raises(ValueError, match="JSON"):
        read_json("grade: nothing")


# ----------------------------------------------------------------------------- to do, and unreadable


def of_stub(name, points=10, *, hidden=False):
    return CheckResult(
        f"test_{name}{'_hidden' * hidden}",
        name,
        hidden,
        0,
        points,
        Outcome.FAILED,
        Reason.UNWRITTEN,
        f"{name} is not written yet",
        called=() if hidden else (name,),
    )


def stub(*functions, **fields):
    to_do = tuple(
        ToDo(name, Place("homework.py", 10 * number), f"write {name}")
        for number, name in enumerate(functions, start=1)
    )
    checks = [of_stub(name) for name in functions]
    checks += [of_stub(name, hidden=True) for name in functions]
    return Report("tiny", "homework.py", "A", "cpu", (*checks, PASSED), to_do=to_do, **fields)


def test_what_is_still_to_be_written_is_one_quiet_line():
    lines = to_terminal(stub("double", "total")).splitlines()
    assert "not written yet" not in "".join(lines)
    assert "FAIL" not in "".join(lines)
    (line,) = [line for line in lines if "TODO" in line]
    words = (
        "TODO   0/40  2 functions to write; begin with double (homework.py, line 10): write double"
    )
    assert line == words
    assert lines[lines.index(line) + 1].strip() == "then total"


def test_one_function_that_is_left_is_named():
    text = to_terminal(stub("double"))
    assert "double is still to be written (homework.py, line 10): write double" in text


def test_it_is_said_in_chinese():
    with speak("zh"):
        text = to_terminal(stub("double", "total"))
    assert "待写" in text
    assert "还有 2 个函数要写；先写 double（homework.py，第 10 行）" in text


def test_many_functions_are_named_in_part():
    text = to_terminal(stub(*(f"f{number}" for number in range(40))))
    assert "f12、…" in text or "f12, …" in text
    assert "f13" not in text


def test_a_function_that_is_begun_is_listed():
    begun = replace(of_stub("total"), message="total is not written yet (homework.py, line 9)")
    report = replace(stub("double"), checks=(of_stub("double"), begun))
    lines = to_terminal(report).splitlines()
    assert [line.split()[0] for line in lines if line[:4].strip() in ("FAIL", "TODO")] == [
        "FAIL",
        "TODO",
    ]


def test_what_cannot_be_read_is_one_message_with_a_pointer():
    problem = (
        "homework.py cannot be parsed: line 2: SyntaxError: invalid syntax\n    x = )\n        ^"
    )
    report = Report("tiny", "homework.py", "A", "cpu", (FAILED, of_stub("double")), problem=problem)
    lines = to_terminal(report).splitlines()
    first = next(number for number, line in enumerate(lines) if "FAIL" in line)
    assert lines[first].startswith("FAIL  0/35  homework.py cannot be parsed")
    assert [line[12:] for line in lines[first + 1 : first + 3]] == ["    x = )", "        ^"]
    assert sum("FAIL" in line for line in lines) == 1


def test_an_example_stands_below_the_message():
    example = ("double(x=3)", "result: 6 expected, 9 returned")
    wrong = replace(PARTIAL, hint=None, output="", shown=Shown(example=example))
    lines = to_terminal(Report("tiny", "homework.py", "A", "cpu", (wrong,))).splitlines()
    start = next(number for number, line in enumerate(lines) if "is the transpose" in line)
    assert [line.strip() for line in lines[start + 1 : start + 3]] == [*example]


@pytest.mark.parametrize("width", [100, 60])
def test_a_line_too_short_for_what_the_tier_does_names_the_tier(width):
    lines = to_terminal(replace(FULL, isolation="A"), width=width).splitlines()
    assert next(line for line in lines if line.startswith("isolation")) == (
        "isolation A · cpu"
        if width == 60
        else "isolation A (its own namespaces within a bubblewrap jail, Landlock, seccomp) · cpu"
    )
