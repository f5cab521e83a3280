"""What is said of a text that is no Python: the line to change, and how."""

import ast
import fnmatch
import sys
from pathlib import Path

import pytest

from grader.submission import syntax_errors
from grader.submission.syntax_errors import parse_problem


@pytest.mark.parametrize("text", ["", "x = 1\n", "# 中文\n", "async def f():\n    await g()\n"])
def test_what_is_python_has_no_problem(text):
    assert parse_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "x = 1\ndef f(:\n    pass\n",
            "line 2: SyntaxError: invalid syntax\n    def f(:\n          ^",
        ),
        (
            "if x:\ny = 1\n",
            "line 2: IndentationError: expected an indented block after 'if' statement on line 1 "
            "(indent what belongs to line 1 by 4 spaces more than that line, or write `pass` there)\n"
            "    if x:\n    y = 1",
        ),
        (
            "x = '" + 200 * "y",
            "line 1: SyntaxError: unterminated string literal (detected at line 1) (the closing quote is missing in this line)\n    x = '"
            + 75 * "y"
            + " …\n        ^",
        ),
        (
            "x = '\x1b",
            "line 1: SyntaxError: unterminated string literal (detected at line 1) "
            "(the closing quote is missing in this line)\n"
            "    x = '\N{REPLACEMENT CHARACTER}\n        ^",
        ),
        (
            "x = '名字' + )\n",
            "line 1: SyntaxError: unmatched ')' (there is no open bracket that this `)` closes)\n    x = '名字' + )\n                 ^",
        ),
    ],
)
def test_what_is_no_python_is_named_with_its_line(text, words):
    assert parse_problem(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def f():\n    a = 1\n      b = 2\n",
            "line 3: * (this line is indented, but no block begins here: *",
        ),
        ("a = 1\n\n  b = 2\n", "line 3: * (this line is indented, but *\n    a = 1\n*"),
        (
            "if x:\n        a = 1\n      b = 2\n",
            "line 3: * (this line begins with 6 spaces; those that it may belong to, with 0, 8)*",
        ),
        (
            "class A:\n    def f():\n        pass\n def g():\n  pass\n",
            "line 4: * (this line begins with 1 space; those that it may belong to, with 0, 4, 8)*",
        ),
        (
            "def f():\n\n\nx = 1\n",
            "line 4: * (indent what belongs to line 1 *\n    def f():\n    x*",
        ),
        ("if x:\n\ta = 1\n    b = 2\n", "line 3: * (some lines are indented with tabs, *"),
        # Tabs in a text, and further up, are not what is wrong.
        ("x = '''\n\ta\n'''\ndef f():\nx = 1\n", "line 5: * (indent what belongs to line 4 *"),
        ("  a = 1\n", "line 1: * (this line is indented, but no block begins here: *"),
        ("if x:\n        if y:\n\t    a = 1\n\tb = 2\n", "line * (some lines are indented with t*"),
    ],
)
def test_of_an_indentation_it_is_said_what_is_wrong_with_it(text, words):
    assert fnmatch.fnmatchcase(parse_problem(text), words.replace("[", "[[]"))


@pytest.mark.parametrize(
    "text",
    ["x = 1\0", "-" * 200_000 + "1", "(" * 5000, "x = '\ud800'"],
    ids=["nul", "minus", "parentheses", "surrogate"],
)
def test_what_the_parser_cannot_take_is_a_problem_not_a_crash(text):
    problem = parse_problem(text)
    assert problem
    assert len(problem.splitlines()) <= 3
    assert max(map(len, problem.splitlines())) < 120


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> main\n", "def f():\n=======\n>>>>>>>"]
)
def test_conflict_markers_of_git_are_named(text):
    assert "is a conflict marker of git" in parse_problem(f"# first\n{text}")


@pytest.mark.parametrize("text", ["x = '''\nTitle\n=======\n'''\n!", "Title\n=======\n"])
def test_an_underlined_heading_is_no_conflict(text):
    assert "conflict" not in parse_problem(text)


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("type X = int", "3.12"),
        ("def f[T](x: T): pass", "3.12"),
        ("class A[T]: pass", "3.12"),
        ('''x = f"{d["a"]}"''', "3.12"),
        (r"""x = f"{'\n'.join(d)}" """, "3.12"),
        ("try: pass\nexcept* ValueError: pass", "3.11"),
        ('''x = t"{y}"''', "3.14"),
        ("try: pass\nexcept ValueError, TypeError: pass", "3.14"),
    ],
)
def test_syntax_of_a_newer_python_is_named_with_the_python_that_grades(line, version, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    problem = syntax_errors._too_new(line.split("\n")[-1])
    assert problem == (
        f" (Python 3.10 grades here; Python {version} may accept this line: "
        "write it so that both do)"
    )


@pytest.mark.parametrize(
    "line", ["def f(:", 'x = f"{d}" +', "types = 3 +", "x = f('{')", "match x:"]
)
def test_a_mistake_is_not_called_newer_syntax(line):
    assert "grades here" not in parse_problem(line)


def test_a_newer_python_is_not_named_where_it_grades(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 15, 0))
    assert syntax_errors._too_new("type X = int") == ""


@pytest.mark.parametrize(
    ("text", "plain"), [("f(1， 2)", ","), ("x = “a”", '"'), ("x = （1)", "("), ("x = a − b", "-")]
)
def test_a_sign_of_another_keyboard_is_named_as_pythons(text, plain):
    assert f"(Python wants `{plain}` here: switch the keyboard to English)" in parse_problem(text)


def test_a_sign_that_stands_for_none_of_pythons_is_not():
    assert "keyboard" not in parse_problem("x = €")


STUB = '''"""Text.

数组（NumPy）。
"""


def first(x):
    """Return one.

    返回一个数。
    """
    return 1


def second(x):
    """Return two.

    返回两个数。
    """
    return 2
'''


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (STUB.replace('数。\n    """\n    return 1', "数。\n    return 1"), 8),
        (STUB.replace('两个数。\n    """', "两个数。"), 16),
        (STUB.replace('NumPy）。\n"""', "NumPy）。"), 1),
        (STUB.replace("\n\n\ndef first", '"""\n\n\ndef first'), 4),
        (STUB + "x = '''abc\n", 21),
    ],
    ids=["not closed", "the last", "the module's", "one too many", "at the end"],
)
def test_a_triple_quote_without_its_other_one_is_named_and_no_sign_of_the_text(text, line):
    problem = parse_problem(text)
    assert problem.startswith(f"line {line}: the triple quote ")
    assert "opened here is not closed" in problem
    assert "keyboard" not in problem


@pytest.mark.parametrize(
    "text",
    [STUB + "x = (1，2)\n", 'x = """\ndef f(:\n"""\ny = 1，\n', STUB + '# it\'s """\nx = 1，\n'],
    ids=["behind texts", "code in a text", "in a comment"],
)
def test_texts_that_are_closed_are_not_blamed(text):
    assert "Python wants `,` here" in parse_problem(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("x = (1\ny = 2\n", "(the closing `)` is missing)"),
        ("x = 1)\n", "(there is no open bracket that this `)` closes)"),
        ("x = [1, 2)\n", "(`[` is closed by `]`, not by `)`)"),
        ("x = 'abc\n", "(the closing quote is missing in this line)"),
        ("def f(x)\n    return 1\n", "(a colon is missing)"),
        (
            "def f(x):\n    a = 1\n\tb = 2\n",
            "(some lines are indented with tabs, others with spaces",
        ),
        ("def f(x):\n    retrun x\n", "(`retrun` is misspelt: did you mean `return`?)"),
        ("fro i in x:\n    pass\n", "(`fro` is misspelt: did you mean `for`?)"),
        ("dfe f(x):\n    pass\n", "(`dfe` is misspelt: did you mean `def`?)"),
        ("if x:\n    pass\nelseif y:\n    pass\n", "(`elseif` is misspelt: did you mean `elif`?)"),
        ("Return x\n", "(`Return` is misspelt: did you mean `return`?)"),
        ("x = 1\n计算损失。\n", "(this line is text, not code: begin a comment with `#`)"),
    ],
)
def test_what_is_to_do_is_said(text, advice):
    assert advice in parse_problem(text)


@pytest.mark.parametrize("text", ["x = 5 +\n", "for i range(3):\n    pass\n", "x++\n"])
def test_nothing_is_called_misspelt_that_another_spelling_does_not_mend(text):
    assert "misspelt" not in parse_problem(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (STUB.replace('    """Return two', "    Return two"), 16),
        (STUB.replace('    """Return one', "    Return one"), 8),
        (STUB.replace('"""Text', "Text"), 1),
    ],
    ids=["the last", "the first", "the module's"],
)
def test_a_text_that_is_not_opened_is_named_where_it_begins(text, line):
    problem = parse_problem(text)
    assert problem.startswith(f"line {line}: this line is text, not code: the triple quote ")


def test_right_quotes_are_left_alone():
    text = 'def f(x):\n    y = x +\n    return y\n\n\ndef g(x):\n    """\n    Forward\n    """\n    return x  # """\n'
    assert parse_problem(text).startswith("line 2: SyntaxError: invalid syntax")


@pytest.mark.parametrize("missing", ["opening", "closing"])
@pytest.mark.parametrize(
    "file",
    sorted(Path(__file__).parents[2].glob("solutions/*/solution.py")),
    ids=lambda f: f.parent.name,
)
def test_each_docstring_without_one_of_its_quotes_is_named_where_it_begins(file, missing):
    lines = file.read_text("utf-8").split("\n")
    documented = [
        node.body[0]
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node)
    ]
    assert documented
    for docstring in documented:
        number = docstring.lineno if missing == "opening" else docstring.end_lineno
        before, _, behind = lines[number - 1].rpartition('"""')
        if missing == "opening":
            before, _, behind = lines[number - 1].partition('"""')
        text = "\n".join([*lines[: number - 1], before + behind, *lines[number:]])
        assert parse_problem(text).startswith(f"line {docstring.lineno}: th")
