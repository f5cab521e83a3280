"""Two languages: the catalogue is complete, nothing that is printed escapes it.

And a score is the same in both.
"""

import ast
import itertools
import json
import os
import re
import string
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from rich.cells import cell_len

from grader import errors
from grader.language import (
    CATALOGUES,
    _,
    either,
    one_line,
    plural,
    preferred,
    printable,
    speak,
    spoken,
)
from grader.report.terminal import to_terminal
from grader.results import CheckResult, Hint, Outcome, Reason, Report

ROOT = Path(__file__).resolve().parents[1]
FOLDER = CATALOGUES / "zh" / "LC_MESSAGES"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SQL = re.compile(
    r" *(CREATE|DELETE|INSERT|PRAGMA|SELECT|UPDATE|WHERE|WITH|FROM|JOIN|LEFT|ON|ORDER|AND|\()\b"
)
WORD, PHRASE = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
WRAPPERS = {"_", "later", "plural", "either", "Bilingual"}


# ------------------------------------------------------------------------------ the language itself


def test_english_is_in_force_until_another_is_spoken():
    assert (spoken(), _("is all zeros"), either("yes", "是")) == ("en", "is all zeros", "yes")
    with speak("zh"):
        assert (spoken(), _("is all zeros"), either("yes", "是")) == ("zh", "全是零", "是")
        with speak("en"):
            assert _("is all zeros") == "is all zeros"
        assert spoken() == "zh"
    assert spoken() == "en"


def test_an_error_puts_the_language_before_in_force_again():
    with pytest.raises(KeyError), speak("zh"):
        raise KeyError
    assert spoken() == "en"


def test_where_there_is_no_chinese_english_is_said():
    with speak("zh"):
        assert (either("yes", ""), _("never translated")) == ("yes", "never translated")


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [(1, "point", "1 分"), (2, "point", "2 分"), (0.5, "point", "0.5 分"), (3, "number", "3 个数")],
)
def test_chinese_knows_no_plural_but_measure_words(count, noun, words):
    with speak("zh"):
        assert plural(count, noun) == words


@pytest.mark.parametrize(
    ("language", "variables"),
    [
        ("en", {}),
        ("en", {"LANG": "C"}),
        ("en", {"LANG": "fr_FR.UTF-8"}),
        ("en", {"LANG": "en_GB.UTF-8"}),
        ("zh", {"LANG": "zh_CN.UTF-8"}),
        ("zh", {"LANG": "zh_TW"}),
        ("zh", {"LC_MESSAGES": "zh_CN", "LANG": "en_US"}),
        ("en", {"LC_ALL": "en_US", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}),
        ("zh", {"LC_ALL": "", "LANG": "zh_CN"}),
        ("zh", {"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}),
        ("en", {"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}),
        ("zh", {"LANGUAGE": "fr:zh", "LANG": "en_US.UTF-8"}),
        ("en", {"LANGUAGE": "zh"}),
        ("en", {"LANGUAGE": "zh", "LC_ALL": "C.UTF-8", "LANG": "zh_CN"}),
    ],
)
def test_the_locale_chooses_in_the_order_of_gettext(language, variables):
    assert preferred(variables) == language


# ------------------------------------------------------------------------------------ the catalogue


def catalogue(name):
    with (FOLDER / f"{name}.po").open("rb") as file:
        return read_po(file)


def messages(entries):
    def plain(text):
        return text if isinstance(text, str) else tuple(text)

    return {plain(entry.id): plain(entry.string) for entry in entries if entry.id}


def placeholders(texts):
    return {
        (field, kind, conversion)
        for text in texts
        for _text, field, kind, conversion in string.Formatter().parse(text)
        if field is not None
    }


def test_the_catalogue_holds_exactly_what_the_code_says(tmp_path):
    template = tmp_path / "gradekit.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "pyproject.toml",
    ]
    subprocess.run([*command, "-o", str(template), "grader"], cwd=ROOT, check=True)
    with template.open("rb") as file:
        said = messages(read_po(file))
    ours = catalogue("gradekit")
    assert set(messages(ours)) == set(said), "see docs/translating.md"
    assert not ours.obsolete


@pytest.mark.parametrize("name", ["gradekit", "click"])
def test_every_message_is_translated_with_the_same_placeholders(name):
    for entry in catalogue(name):
        if entry.id:
            originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            translations = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            assert all(translations), entry.id
            assert not entry.fuzzy, entry.id
            assert placeholders(translations) <= placeholders(originals), entry.id
            assert len(originals) > 1 or placeholders(translations) == placeholders(originals), (
                entry.id
            )


@pytest.mark.parametrize("name", ["gradekit", "click"])
def test_what_is_compiled_is_what_is_written(name):
    with (FOLDER / f"{name}.mo").open("rb") as file:
        assert messages(read_mo(file)) == messages(catalogue(name))


def test_chinese_is_written_with_its_own_punctuation():
    half = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
    for name in ("gradekit", "click"):
        for original, translation in messages(catalogue(name)).items():
            assert not any(
                map(half.search, [translation] if isinstance(translation, str) else translation)
            ), original


# ------------------------------------------------------------------------------- nothing escapes it

CODE = [
    file
    for file in sorted((ROOT / "grader").rglob("*.py"))
    if not {"worker", "slicing", "wire", "language.py"}
    & set(file.parts)  # what these say is no user's to read
]
ERRORS = {name for name in vars(errors) if name.endswith("Error")}
# Read by pytest, torch, click or Python; or the detail of an internal error.
UNTRANSLATED = {
    "points(n): what the check is worth",
    "limits(cpu_s=, wall_s=, memory_mb=): what its calls may use, all together",
    "depends_on(*checks): not run where one of those got nothing",
    "composes(*functions): where it fails, it runs again with the reference's",
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "CUDA error",
    "invalid syntax",
    "  grade doctor",
    "an answer before the question",
    "a question to no stand-in",
    "a gradient is wanted twice",
    "an optimizer to be made here",
    "Expected all tensors to be on the same device",
    "can't convert meta device type tensor to numpy",
    "begin solution",
    "end solution",
    "lower center",
    "batch norm",
    "layer norm",
    "import numpy; import numpy as np; from numpy import *",
    '<meta name="generator" content="gradekit">',
}


def called(node):
    """The name of what a call calls, "" for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def strings(node):
    """The texts in a piece of code, but for docstrings, patterns, and what is in a wrapper."""
    if called(node) in {*WRAPPERS, "compile", "search"}:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not docstring:
            yield from strings(child)


def trees(files):
    return [
        pytest.param(ast.parse(file.read_text("utf-8")), id=str(file.relative_to(ROOT)))
        for file in files
    ]


@pytest.mark.parametrize("tree", trees(CODE))
def test_every_sentence_in_the_code_is_in_the_catalogue(tree):
    sentences = {
        text
        for text in strings(tree)
        if PHRASE.search(text) and "\n" not in text and not SQL.match(text)
        if not text.startswith(("import ", "from torch import "))  # what a student writes
    }
    assert sentences <= UNTRANSLATED


@pytest.mark.parametrize("tree", trees(CODE))
def test_no_error_and_no_line_of_output_has_words_outside_the_catalogue(tree):
    for node in ast.walk(tree):
        if called(node) in {*ERRORS, "echo", "_complain"}:
            for argument in [
                *node.args,
                *(keyword.value for keyword in node.keywords if keyword.arg != "type_name"),
            ]:
                bare = [
                    text for text in strings(argument) if WORD.search(text) and text != "grade: "
                ]
                assert not bare, ast.unparse(node)


@pytest.mark.parametrize("tree", trees(CODE))
def test_messages_stand_where_they_are_found(tree):
    """Babel before Python 3.12 sees nothing within an f-string.

    A name _ of its own hides the function.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner = [
                call.args[0]
                for call in ast.walk(node)
                if called(call) in WRAPPERS - {"either", "plural"}
            ]
            assert not [argument for argument in inner if isinstance(argument, ast.Constant)], (
                ast.unparse(node)
            )
            assert "plural" not in {called(call) for call in ast.walk(node)}, ast.unparse(node)
        if called(node) in {"_", "later"}:
            assert not isinstance(node.args[0], ast.JoinedStr), ast.unparse(node)
        if isinstance(node, ast.FunctionDef) and any(
            called(inner) == "_" for inner in ast.walk(node)
        ):
            bound = {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            bound |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
            assert "_" not in bound, node.name


# ------------------------------------------------------------------------------ the authors' checks

CHECKS = sorted(
    [*ROOT.glob("assignments/*/test_public.py"), *ROOT.glob("solutions/*/test_hidden.py")]
)


@pytest.mark.parametrize("tree", trees(CHECKS))
def test_every_check_has_a_chinese_title(tree):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            titles = re.findall(r"^\s*zh:(.*)$", ast.get_docstring(node) or "", re.MULTILINE)
            assert len(titles) == 1, node.name
            assert CHINESE.search(titles[0]), node.name


@pytest.mark.parametrize("tree", trees(CHECKS))
def test_what_a_check_says_it_says_in_both_languages(tree):
    assert not [text for text in strings(tree) if PHRASE.search(text)]
    for node in ast.walk(tree):
        said = []
        if called(node) in ("true", "part"):
            said = [*node.args[2 if called(node) == "true" else 1 :], *node.keywords]
        elif called(node) in ("note", "WrongValueError"):
            said = node.args
        elif isinstance(node, ast.Assert) and node.msg:
            said = [node.msg]
        assert not [text for part in said for text in strings(part) if WORD.search(text)], (
            ast.unparse(node)
        )


@pytest.mark.parametrize("file", CHECKS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_part_with_one_name_is_a_variable_of_the_lesson(file):
    """Other names are words, which stand in both languages."""
    variables = set(
        re.findall(
            r"\w+", (ROOT / "solutions" / file.parent.name / "solution.py").read_text("utf-8")
        )
    )
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if called(node) in ("true", "part", "tensor") and isinstance(node.args[0], ast.Constant):
            assert node.args[0].value in variables, ast.unparse(node)


def test_one_english_word_has_one_chinese_one_or_the_parts_would_differ():
    pairs = set()
    for file in CHECKS:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if called(node) == "either":
                en, zh = (ast.unparse(argument) for argument in node.args)
                assert not CHINESE.search(en), en
                assert CHINESE.search(zh) or "；" in zh or "{" in zh, zh
                pairs.add((en, zh))
    assert len({en for en, _zh in pairs}) == len(pairs)


# --------------------------------------------------------------------------------------- end to end


def grade(*arguments, folder=ROOT, **variables):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**kept, "PYTHONPATH": str(ROOT), **variables},
        cwd=folder,
        timeout=120,
        check=False,
    )


def english(text):
    """Three words in a row, outside code in quotes, exceptions' own texts and where we lie.

    A sentence left over.
    """
    text = text.replace(str(ROOT), "")
    text = re.sub(r"`[^`]*`|“[^”]*”|\w+Error: [^\u4e00-\u9fff（），；]*", "", text)
    return re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", text)


SYNTAX_ERROR = "def forward(x\n"
CRASHES = """
import os
def forward(x, w1, w2): return w1
def squared_error(y_pred, y): return None
def loss_backward(y_pred, y): return undefined
def output_layer_backward(grad_y_pred, h_relu, w2): os._exit(3)
def relu_backward(grad_h_relu, h): return h * float("nan")
def hidden_layer_backward(grad_h, x): return -(x.T @ grad_h)
def backward(x, y, w1, w2): return (w1 * 0, [w2])
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate): return w1 + grad_w1, w2.T
train = 3
"""


def handed_in(kind, folder):
    """A submission of a kind, to two_layer_numpy."""
    if kind == "a good one with mistakes":
        return ROOT / "tests/submissions/two_layer_numpy/bob.ipynb"
    if kind == "the stub":
        return ROOT / "assignments/two_layer_numpy/homework.ipynb"
    if kind == "a folder with two candidates":
        for name in ("a.py", "b.py"):
            (folder / name).write_text("x = 1\n")
        return folder
    content = {
        "a syntax error": SYNTAX_ERROR.encode(),
        "all kinds of faults": CRASHES.encode(),
        "no UTF-8": b"x = 1\ny = 2\nz = '\xff'\n",
    }[kind]
    (folder / "homework.py").write_bytes(content)
    return folder / "homework.py"


KINDS = [
    "a good one with mistakes",
    "the stub",
    "a syntax error",
    "all kinds of faults",
    "no UTF-8",
    "a folder with two candidates",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_chinese_throughout_and_its_scores_are_the_same(kind, tmp_path):
    path = handed_in(kind, tmp_path)
    reports = {}
    for language in ("en", "zh"):
        done = grade("check", path, "-a", "two_layer_numpy", "--lang", language, "--format", "json")
        assert (done.returncode, done.stderr) == (1, "")
        reports[language] = json.loads(done.stdout)
    for en, zh in zip(reports["en"]["checks"], reports["zh"]["checks"], strict=True):
        examples = [one["shown"].pop("example") for one in (en, zh)]
        assert [*map(len, examples)] == [len(examples[0])] * 2
        worded = ("title", "message", "usage")  # the last differs from run to run
        assert {k: v for k, v in en.items() if k not in worded} == {
            k: v for k, v in zh.items() if k not in worded
        }
        assert not CHINESE.search("".join([en["title"], en["message"], *examples[0]]))
        assert bool(en["message"]) == bool(zh["message"])
        lines = [line for line in zh["message"].splitlines() if not line.startswith("    ")]
        # What the stub says is a quotation.
        said = [re.sub(r"(还没有写（.*?）)。.*", r"\1", line) for line in lines]
        for text in filter(None, (zh["title"], *said)):
            assert CHINESE.search(text), text
            assert not english(text), text
        for line in examples[1]:
            assert not english(line), line
    assert reports["en"]["score"] == reports["zh"]["score"]


def test_the_terminal_is_chinese_throughout():
    done = grade(
        "check", handed_in("a good one with mistakes", None), "--lang", "zh", "--isolation", "E"
    )
    assert done.stdout.splitlines()[-3:] == [
        "得 79.5 分，满分 100 分",
        "隔离级别 E（独立进程，有资源限制，无隔离） · cpu",
        "没有隔离时，提交的代码能读到隐藏检查：`grade doctor` 会说明缺什么。",
    ]
    assert not [line for line in done.stdout.splitlines() if english(line)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nothing.py"],
        ["check", ".", "-a", "tinny"],
        ["check", ".", "--check", "test_nothing"],
        ["check", ".", "--isolation", "D"],
        ["check", ".", "--solutions", "nowhere"],
        ["check", ".", "-o", "nowhere/out.json"],
        ["check", ".", "--min-score", "x"],
        ["check", ".", "--format", "pdf"],
        ["check", ".", "--nonsense"],
        ["chekc"],
    ],
)
def test_an_error_of_usage_is_chinese_wherever_lang_stands(course, arguments):
    for given in (["--lang", "zh", *arguments], [*arguments, "--lang=zh"]):
        done = grade(*given, folder=course)
        assert done.returncode == 2
        assert CHINESE.search(done.stderr)
        assert not english(re.sub(r"(?m)^用法.*", "", done.stderr)), done.stderr


@pytest.mark.parametrize("arguments", [[], ["check"], ["doctor"]])
def test_help_is_chinese_wherever_lang_stands(arguments):
    first, second = (
        grade(*arguments, *more)
        for more in (["--lang", "zh", "--help"], ["--help", "--lang", "zh"])
    )
    assert first.stdout == second.stdout
    assert "--lang [en|zh]  " in first.stdout
    assert not english(re.sub(r"python -m grader|(?m:^  grade check.{25})", "", first.stdout)), (
        first.stdout
    )


def test_the_doctor_speaks_chinese_in_columns():
    lines = grade("doctor", "--lang", "zh").stdout.splitlines()
    assert not any(map(english, lines))
    assert "作业进程能启动并应答" in lines[-1]
    assert {cell_len(line[: re.match(r"\S* +", line).end()]) for line in lines} == {13}


def test_lang_takes_no_other_language(course):
    assert "'fr'" in grade("check", "--lang", "fr", folder=course).stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "nothing.py 不存在"),
        ({"LANG": "C"}, "nothing.py does not exist"),
        ({}, "nothing.py does not exist"),
    ],
)
def test_without_lang_the_locale_decides(variables, words):
    assert words in grade("check", "nothing.py", **variables).stderr


def test_lang_counts_more_than_the_locale():
    assert (
        "does not exist" in grade("check", "nothing.py", "--lang", "en", LANG="zh_CN.UTF-8").stderr
    )


def test_a_check_without_a_chinese_title_keeps_its_english_one(course):
    file = course / "assignments/tiny/test_public.py"
    file.write_text(
        file.read_text().replace(
            "'''double doubles'''", "'''double doubles\n\n    zh: double 翻倍\n    '''"
        )
    )
    (course / "homework.py").write_text("def double(x):\n    return 2 * x\n")
    for language, titles in (
        ("zh", ["double 翻倍", "total adds up the doubles"]),
        ("en", ["double doubles", "total adds up the doubles"]),
    ):
        report = json.loads(
            grade(
                "check", "homework.py", "--format", "json", "--lang", language, folder=course
            ).stdout
        )
        assert [check["title"] for check in report["checks"]] == titles


# -------------------------------------------------------------------------------- a person's report

HINT = Hint("transposed", "look at the order of the factors", "看看因子的顺序")
REPORT = Report(
    "two_layer",
    "in/ada.zip",
    "E",
    "cpu",
    (
        CheckResult("a", "前向传播", False, 10, 10, Outcome.PASSED),
        CheckResult(
            "b",
            "反向传播",
            False,
            7.5,
            15,
            Outcome.PARTIAL,
            Reason.WRONG,
            "grad_w1：不对",
            HINT,
            "x\n" * 10,
        ),
        CheckResult("c", "训练", True, 0, 25, Outcome.FAILED, Reason.WRONG, "grad_w2：不对"),
        CheckResult("d", "训练", True, 0, 25, Outcome.FAILED, Reason.WRONG, "grad_w2：不对"),
        CheckResult("e", "其他", True, 0, 5, Outcome.BROKEN, None, "ZeroDivisionError"),
    ),
    ungraded=60,
    notes=("批改的是 homework.ipynb",),
)
CHINESE_REPORT = """\
two_layer  in/ada.zip
注意：批改的是 homework.ipynb

通过   10/10  前向传播
部分  7.5/15  反向传播
                grad_w1：不对
                提示：看看因子的顺序
                程序输出：
                | x
                | x
                | x
                | x
                | x
                | x
                | x
                | x
                | … 2 行未显示
失败    0/25  训练  （隐藏）
                grad_w2：不对
失败    0/25  训练  （隐藏）
                （同上）
故障     0/5  其他  （隐藏）
                ZeroDivisionError

得 17.5 分，满分 75 分
另有 60 分由不在此处的检查评定。
有 5 分无法评定：这是评分程序的问题，不是你的。
隔离级别 E（独立进程，有资源限制，无隔离） · cpu
没有隔离时，提交的代码能读到隐藏检查：`grade doctor` 会说明缺什么。
"""


def test_a_person_reads_every_kind_of_result_in_chinese():
    with speak("zh"):
        assert to_terminal(REPORT) == CHINESE_REPORT


def test_columns_stay_aligned_with_wide_characters_and_lines_keep_their_width():
    check = CheckResult(
        "a", "反向传播" * 30, False, 0, 10, Outcome.FAILED, Reason.WRONG, "不对，" * 60
    )
    with speak("zh"):
        lines = to_terminal(Report("tiny", "a.py", "E", "cpu", (check,)), width=60).splitlines()[
            1:-3
        ]
    assert all(cell_len(line) <= 60 for line in lines)
    assert "".join(itertools.chain(*lines)).count("反向传播") >= 28


# ------------------------------------------------------------------------------ text from elsewhere

LOST = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "text", ["", "x = 1\n\ty", "损失 × 2 − 1 °C", "👩‍🔬 é", "C:\\new [bold] [/]"]
)
def test_harmless_text_stays_as_it_is(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    "char",
    [
        "\x1b",
        "\x00",
        "\r",
        "\b",
        "\x07",
        "\x7f",
        "\x9b",
        "\u2028",
        "\u2029",
        "\ud800",
        "\u202e",
        "\u2066",
        "\u200f",
    ],
)
def test_a_character_that_steers_or_hides_is_replaced(char):
    assert printable(f"a{char}[2Jb") == f"a{LOST}[2Jb"


def test_of_all_characters_those_that_format_or_control_are_replaced():
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for char in map(chr, range(sys.maxunicode + 1)):
        replaced = unicodedata.category(char) in hidden and char not in "\n\t"
        assert printable(f"a{char}b") == f"a{LOST if replaced else char}b", f"U+{ord(char):04X}"


def test_one_line_is_one_line_whatever_the_text():
    for char in map(chr, range(sys.maxunicode + 1)):
        assert len(f"{one_line(f'a{char}b')}.".splitlines()) == 1, f"U+{ord(char):04X}"
    assert one_line("a\n\t\nb\r\n") == f"a b{LOST} "


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",  # Hindi
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala: Sri
        "\U0001f469\U0001f3fd\u200d\U0001f52c \U0001f3f3\ufe0f\u200d\U0001f308",
    ],
)
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(text):
    assert printable(text) == text


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_hide_nothing_elsewhere(joiner):
    for text in (f"{joiner}ab", f"ab{joiner}", f"a{joiner}b", f"\u5f20{joiner}\u4e09"):
        assert printable(text) == text.replace(joiner, LOST)


def test_long_text_is_shortened_and_says_so():
    assert printable("x" * 2001) == "x" * 2000 + " …"
    assert printable("x" * 2000) == "x" * 2000
    assert printable("abcdef", 3) == "abc …"


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 point"), (1.0, "1 point"), (0, "0 points"), (2, "2 points"), (0.5, "0.5 points")],
)
def test_one_is_singular_and_all_else_plural(count, words):
    assert plural(count, "point") == words


@pytest.mark.parametrize(
    "file",
    [
        *sorted(ROOT.glob("docs/*.zh.md")),
        *sorted(ROOT.glob("assignments/*/*.zh.md")),
        *sorted(ROOT.glob("grader/**/*.zh.md")),
    ],
    ids=str,
)
def test_no_line_of_chinese_breaks_between_two_characters(file):
    """A page shows such a break as a blank."""
    text = re.sub(r"(?ms)^```.*?^```$", "", file.read_text("utf-8"))
    broken = re.findall(r".*[\u4e00-\u9fff，。、；：（）“”]\n *[\u4e00-\u9fff（“].*", text)
    assert not [lines for lines in broken if not re.match(r"[#|]", lines)]


@pytest.mark.parametrize("file", sorted(ROOT.glob("solutions/*/solution.py")), ids=str)
def test_a_heading_in_a_chinese_docstring_has_a_chinese_colon(file):
    assert not re.findall(r"(?m)^ *[\u4e00-\u9fff]+:$", file.read_text("utf-8"))
