"""The student's statements.

Where a line stands in the student's own file, and what became of a function.
"""

import pytest

from grader.results import Place
from grader.submission.source import Cell, Needs, Source

SCRIPT = Source("homework.py", "x = 1\n\ndef f():\n    return x\n\nprint(f())\n")
# Two code cells, the second of which does not parse: its text is left out.
BOOK = Source(
    "homework.ipynb",
    "def f():\n    return 1\n\nclass Net:\n    pass\n",
    (
        Cell(1, 1),
        Cell(4, 2),
        Cell(6, 3, problem="line 1: SyntaxError: expected ':'", text="def train(model)\n    pass"),
    ),
)


def test_a_slice_holds_what_a_function_needs_in_its_place():
    needs = SCRIPT.needed_by("f")
    assert [line.rstrip() for line in needs.text.splitlines()] == [
        "x = 1",
        "",
        "def f():",
        "    return x",
        "",
        "",
    ]


def test_a_whole_source_is_not_sliced():
    needs = Source("homework.py", SCRIPT.text, whole=True).needed_by("f")
    assert needs == Needs(SCRIPT.text, leaves_nothing=False)


def test_what_was_found_out_before_is_not_looked_for_again():
    needs = Needs("known", leaves_nothing=True)
    source = Source("homework.py", SCRIPT.text, needs={"f": needs})
    assert source.needed_by("f") is needs


def test_a_line_of_a_script_is_named_by_its_number():
    assert SCRIPT.place(4) == "homework.py, line 4: `return x`"


def test_a_line_of_a_notebook_is_named_by_its_cell():
    assert BOOK.spot(2) == "code cell 1, line 2"
    assert SCRIPT.spot(4) == "line 4"
    assert BOOK.place(2) == "homework.ipynb, code cell 1, line 2: `return 1`"
    assert BOOK.place(5) == "homework.ipynb, code cell 2, line 2: `pass`"


@pytest.mark.parametrize("line", [-1, 0, 7, 10**9])
def test_a_line_that_is_not_there_has_no_place(line):
    assert SCRIPT.place(line) == ""


def test_a_line_is_shown_shortened_and_without_what_steers_a_terminal():
    place = Source("homework.py", "x = '\x1b[2J'\ny = '" + 200 * "y" + "'\n").place
    assert "\x1b" not in place(1)
    assert place(2) == "homework.py, line 2: `y = '" + 75 * "y" + " …`"


def test_a_function_that_is_not_there_is_said_to_be_missing():
    assert SCRIPT.missing("backward") == "backward is not defined in homework.py"


@pytest.mark.parametrize(
    "text",
    [
        "def relu_backwards(): pass",
        "async def relu_backwards(): pass",
        "relu_backwards = 1",
        "class relu_backwards: pass",
    ],
)
def test_a_name_that_is_nearly_right_is_pointed_out_however_it_is_bound(text):
    words = Source("homework.py", text).missing("relu_backward")
    assert words == "relu_backward is not defined in homework.py; did you name it relu_backwards?"


def test_a_function_in_a_cell_that_does_not_parse_is_found_there():
    words = "train is in code cell 3, which does not parse: line 1: SyntaxError: expected ':'"
    assert BOOK.missing("train") == words


def test_a_part_of_another_name_in_such_a_cell_is_not_the_function():
    assert BOOK.missing("rain") == "rain is not defined in homework.ipynb"


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np\nx = = 1",
        "from a import np, b\nx = = 1",
        "np = 1\nx = = 1",
        "b = 1\nnp, c = 1, 2\nx = = 1",
        "np: int = 1\nx = = 1",
        "def np(x)\n    pass",
        "  class np\n    pass",
    ],
)
def test_a_name_that_a_cell_defines_which_does_not_parse_is_out_of_reach(text):
    book = Source("homework.ipynb", "\n", (Cell(1, 4, problem="line 2: SyntaxError", text=text),))
    assert (
        book.out_of_reach("np") == "np is in code cell 4, which does not parse: line 2: SyntaxError"
    )


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 200_000 + ")",
        "import " + "a " * 100_000,
        "print np.ones(3)",
        "import numpy as npy\n = 1",
        "np == 1 =",
        "np.seed = = 1",
        "# np = 1\n)",
    ],
)
def test_a_name_that_such_a_cell_only_uses_is_not(text):
    book = Source("homework.ipynb", "\n", (Cell(1, 4, problem="line 2: SyntaxError", text=text),))
    assert not book.out_of_reach("np")


def test_a_function_is_looked_for_first_where_it_is_defined():
    cells = [
        Cell(number, number, problem="line 1: SyntaxError", text=text)
        for number, text in enumerate(["print forward(x)", "def forward(x)\n    pass"], start=1)
    ]
    assert (
        Source("homework.ipynb", "\n\n", tuple(cells))
        .missing("forward")
        .startswith("forward is in code cell 2")
    )
    assert (
        Source("homework.ipynb", "\n", (cells[0],))
        .missing("forward")
        .startswith("forward is in code cell 1")
    )


def test_a_pointer_leads_to_the_line_as_the_student_counts_and_to_the_files_own():
    book = Source(
        "homework.ipynb", "a = 1\nb = 2\n", (Cell(1, 1, file_line=10), Cell(2, 4, file_line=30))
    )
    assert SCRIPT.pointer(4) == Place("homework.py", 4, file_line=4)
    assert book.pointer(2) == Place("homework.ipynb", 1, cell=4, file_line=30)
    assert BOOK.pointer(2) == Place("homework.ipynb", 2, cell=1)
    assert SCRIPT.pointer(0) is None


def test_a_definition_is_the_last_one_of_its_name():
    source = Source("homework.py", "def f(): pass\n\n\nasync def f(): pass\n\nx = 1\n")
    assert (
        source.definition("f"),
        source.definition("x"),
        Source("a.py", "def f(").definition("f"),
    ) == (4, 0, 0)


def test_another_graded_function_is_not_suggested_for_a_missing_one():
    text = "def loss_backward(): pass\n"
    graded = ("relu_backward", "loss_backward")
    source = Source("homework.py", text, graded=graded)
    assert source.missing("relu_backward") == "relu_backward is not defined in homework.py"
    source = Source("homework.py", f"{text}def relu_backwards(): pass\n", graded=graded)
    assert source.missing("relu_backward").endswith("did you name it relu_backwards?")


def test_a_function_that_is_defined_elsewhere_is_said_to_be_there():
    source = Source("homework.ipynb", "def g(): pass\n", elsewhere={"f": "f is in a raw cell"})
    assert source.missing("f") == "f is in a raw cell"


@pytest.mark.parametrize(
    "outer", ["class A:", "def g():", 'if __name__ == "__main__":', "for i in x:"]
)
def test_a_function_within_something_else_is_named_with_where_it_was_seen(outer):
    source = Source("homework.py", f"x = 1\n{outer}\n    def f(): pass\n")
    assert source.missing("f") == (
        f"f is not defined in homework.py itself: line 3 defines it within `{outer}`; "
        "move it out, without indentation"
    )


def test_what_replaces_an_earlier_definition_is_known():
    text = "def f(): pass\nf = faster(f)\nf = lambda: 1\ndef f(): pass\ndef g(): pass\n"
    source = Source("homework.py", text)
    assert (source.definitions("f"), source.definitions("g")) == ([1, 3, 4], [5])


STUBS = '''
def said():
    """Doc."""
    raise NotImplementedError("add them up")


def bare():
    raise NotImplementedError


def passes():
    """Doc."""
    pass


def dots(): ...


def only_a_docstring():
    """Doc."""


def written():
    return 1


def begun():
    h = 1
    raise NotImplementedError("go on")


def written_later():
    pass


def written_later():
    return 2


def refuses(x):
    raise ValueError("no")
'''


def test_what_is_still_to_be_written_is_read_from_the_text():
    names = ("written", "said", "missing", "bare", "passes", "dots", "only_a_docstring", "begun")
    found = Source("homework.py", STUBS).unwritten((*names, "written_later", "refuses"))
    assert [(one.function, one.place.line, one.what) for one in found] == [
        ("said", 4, "add them up"),
        ("bare", 8, ""),
        ("passes", 13, ""),
        ("dots", 16, ""),
        ("only_a_docstring", 20, ""),
    ]


CLASSES = """
class Untouched(Base):
    def __init__(self):
        raise NotImplementedError("make the layers", "创建各层")

    def forward(self, x):
        raise NotImplementedError("apply them")


class Begun(Base):
    def __init__(self):
        self.a = 1

    def forward(self, x):
        raise NotImplementedError("apply them")


class Empty:
    pass


class Written:
    def __init__(self):
        pass
"""


def test_a_class_is_to_be_written_where_one_of_its_methods_is():
    found = Source("homework.py", CLASSES).unwritten(("Untouched", "Begun", "Empty", "Written"))
    assert [(one.function, one.place.line, one.what) for one in found] == [
        ("Untouched", 4, "make the layers"),
        ("Begun", 15, "apply them"),
        ("Empty", 19, ""),
    ]


def test_what_no_parser_reads_has_nothing_to_be_written():
    assert list(Source("homework.py", "def f(:\n    pass\n").unwritten(["f"])) == []
