"""Notebooks: the cells' Python in order, and the student's own place of every line."""

import json

import nbformat
import nbformat.v4 as v4
import pytest

from grader.errors import SubmissionError
from grader.submission import notebook


def to_source(data, filename):
    return joined(data, filename).source


def joined(data, filename):
    cells = notebook.cells_of(data, filename)
    texts = [cell.text for cell in cells if cell.kind == "code"]
    return notebook.to_source(texts, filename, [cell for cell in cells if cell.kind != "code"])


def source_of(*cells):
    book = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    return to_source(nbformat.writes(book).encode(), "homework.ipynb")


def value_of(*cells):
    namespace = {}
    exec(source_of(*cells).text, namespace)
    return namespace.get("x")


def test_cells_are_joined_in_order_and_text_is_left_out():
    book = v4.new_notebook(
        cells=[v4.new_code_cell("x = 1"), v4.new_markdown_cell("x = 2"), v4.new_code_cell("x += 5")]
    )
    namespace = {}
    exec(to_source(nbformat.writes(book).encode(), "homework.ipynb").text, namespace)
    assert namespace["x"] == 6


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\nx = 1",
        "!pip install torch\nx = 1",
        'x = 1\n!ls -la | grep "it\'s"',
        "?print\nx = 1",
        "x = 1\nprint?",
        "x = 1\ny = !ls",
        "x = 1\ny = %timeit -o f()",
        "%%time\nx = 1",
        "%%capture out\nx = 1",
        "\n\n%%time\nx = 1",
        "if True:\n    %matplotlib inline\nx = 1",
        "for i in range(2):\n    !echo {i}\n    x = i",
        "%env A='1\nx = 1",
        "%cd /tmp\n%load_ext autoreload\n%autoreload 2\nx = 1",
        "x = (7\n% 2)",
        "x = 1\ns = '''\n%matplotlib\n!ls\n'''",
        "x = 1  # %time",
        "x = 1 ;",
        "!pip install -q torch \\\n    numpy \\\n    scipy\nx = 1",
        "files = !ls | \\\n  head\nx = 1",
    ],
)
def test_what_only_ipython_understands_is_left_out(cell):
    assert value_of(cell) == 1


def test_a_string_that_looks_like_a_magic_stays():
    source = source_of("s = '''\n%matplotlib\n!ls\n'''")
    assert "%matplotlib\n!ls" in source.text


@pytest.mark.parametrize(
    "magic", ["bash", "html", "writefile x.py", "javascript", "latex", "sh", "script perl"]
)
def test_a_cell_in_another_language_is_left_out(magic):
    assert value_of("x = 1", f"%%{magic}\nx = 2\nrm -rf /") == 1


def test_lines_keep_their_places():
    source = source_of("%matplotlib inline\n\nx = 1", "%%time\ny = 2\nz = 3")
    lines = source.text.splitlines()
    assert source.place(lines.index("x = 1") + 1) == "homework.ipynb, code cell 1, line 3: `x = 1`"
    assert source.place(lines.index("z = 3") + 1) == "homework.ipynb, code cell 2, line 3: `z = 3`"


def test_a_cell_that_does_not_parse_costs_only_what_it_defines():
    source = source_of("x = 1", "def f(:\n    pass", "y = 2")
    assert "x = 1" in source.text
    assert "y = 2" in source.text
    assert source.missing("f").startswith(
        "f is in code cell 2, which does not parse: line 1: SyntaxError"
    )
    assert source.missing("g") == "g is not defined in homework.ipynb"


def test_a_notebook_of_nothing_but_broken_cells_is_a_problem():
    with pytest.raises(SubmissionError, match="code cell 1 cannot be parsed"):
        source_of("def f(:")


def test_carriage_returns_and_a_byte_order_mark_are_understood():
    book = {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "source": "x = 1\r\ny = 2\r\n",
                "outputs": [],
                "execution_count": None,
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 2,
    }
    assert "\r" not in to_source(b"\xef\xbb\xbf" + json.dumps(book).encode(), "homework.ipynb").text


def test_old_notebooks_are_read():
    book = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("x = 1")])]
    )
    assert "x = 1" in to_source(json.dumps(book).encode(), "homework.ipynb").text


@pytest.mark.parametrize("source", [["x = 1\n", "y = 2"], "x = 1\ny = 2"])
def test_sources_may_be_lists_of_lines(source):
    book = {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    assert to_source(json.dumps(book).encode(), "homework.ipynb").text == "x = 1\ny = 2\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b'{"cells": [', "is cut off"),
        (b"{}", "cannot be read as a notebook"),
        (b"[]", "cannot be read as a notebook"),
        (b"3", "cannot be read as a notebook"),
        (
            b'{"cells": 3, "nbformat": 4, "nbformat_minor": 2, "metadata": {}}',
            "cannot be read as a notebook",
        ),
        (
            b'{"cells": [{"cell_type": "code"}],'
            b' "nbformat": 4, "nbformat_minor": 2, "metadata": {}}',
            "cannot be read as a notebook",
        ),
        (
            b'{"cells": [3], "nbformat": 4, "nbformat_minor": 2, "metadata": {}}',
            "cannot be read as a notebook",
        ),
        (b'{"cells": [], "nbformat": "x"}', "cannot be read as a notebook"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "cannot be read as a notebook"),
    ],
)
def test_what_is_no_notebook_is_a_problem(data, words):
    with pytest.raises(SubmissionError, match=words):
        to_source(data, "homework.ipynb")


def test_a_notebook_that_is_no_json_names_the_line():
    with pytest.raises(SubmissionError, match=r"not valid JSON \(line 3\)"):
        to_source(b'{\n "cells": [\n}', "homework.ipynb")


@pytest.mark.parametrize(
    "cell", [" " * 100_000 + ")", "a, " * 30_000 + ")", "a=[0,0]\n" * 20_000 + "!x\n" * 42]
)
def test_an_odd_cell_holds_nobody_up(cell):
    source_of(cell, "x = 1")


def test_outputs_are_not_even_looked_at():
    cell = {
        "cell_type": "code",
        "source": "x = 1",
        "outputs": [{}] * 50_000,
        "metadata": {"odd": 1},
    }
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    assert to_source(json.dumps(book).encode(), "homework.ipynb").text == "x = 1\n"


def test_more_cells_than_anybody_writes_are_a_problem():
    book = {"cells": [{}] * 3000, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    with pytest.raises(SubmissionError, match="3000 cells"):
        to_source(json.dumps(book).encode(), "homework.ipynb")


def test_a_cell_of_nothing_but_magics_holds_nobody_up():
    book = source_of("!a\n" * 60_000, "x = 1")
    assert "x = 1" in book.text


def test_a_cell_with_as_many_magics_as_anybody_writes_is_read():
    assert value_of("%a\n" * 30 + "x = 1") == 1


@pytest.mark.parametrize(
    ("opening", "words"), [("[", "cannot be read as a notebook"), ('{"cells":[', "is cut off")]
)
def test_json_that_is_nested_without_end_is_a_problem(opening, words):
    with pytest.raises(SubmissionError, match=words):
        to_source((opening * 100_000).encode(), "homework.ipynb")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_line_of_the_file_at_which_a_cell_begins_is_found(ascii_only):
    cells = ["x = 1\ny = 2", "x = 1", "", "名 = '\\n\"'\nx = 1", "x = 1\ny = 2"]
    book = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    book.cells[0].outputs = [v4.new_output("stream", text="x = 1\n")]
    data = json.dumps(json.loads(nbformat.writes(book)), indent=1, ensure_ascii=ascii_only).encode()
    texts = [cell.text for cell in notebook.cells_of(data, "homework.ipynb")]
    lines = data.decode().split("\n")
    for text, number in zip(texts, notebook.lines_in_file(data, texts), strict=True):
        if text:
            assert (
                json.loads(lines[number - 1].strip().removesuffix(","))
                == text.splitlines(keepends=True)[0]
            )
            assert "source" in lines[number - 2]
        else:
            assert number == 0


def test_a_notebook_on_one_line_has_no_lines_to_point_at():
    data = json.dumps(
        json.loads(nbformat.writes(v4.new_notebook(cells=[v4.new_code_cell("x = 1")])))
    ).encode()
    assert notebook.lines_in_file(data, ["x = 1"]) == [0]


def test_a_notebook_of_which_no_cell_parses_points_at_its_first():
    with pytest.raises(SubmissionError) as caught:
        source_of("def f(:")
    assert (caught.value.place.file, caught.value.place.cell) == ("homework.ipynb", 1)


def test_a_function_in_a_markdown_or_a_raw_cell_is_said_to_be_there():
    book = v4.new_notebook(
        cells=[
            v4.new_code_cell("x = 1"),
            v4.new_markdown_cell("Text\n\n  def f(x):\n    pass"),
            v4.new_raw_cell("class Net:\n    pass"),
        ]
    )
    source = to_source(nbformat.writes(book).encode(), "homework.ipynb")
    assert (
        source.missing("f") == "f is in cell 2, which is a Markdown cell: turn it into a code cell"
    )
    assert (
        source.missing("Net") == "Net is in cell 3, which is a raw cell: turn it into a code cell"
    )


def test_a_function_in_a_cell_of_another_language_is_said_to_be_there():
    source = source_of("x = 1", "%%bash\ndef f(): pass")
    assert source.missing("f") == (
        "f is in code cell 2, which begins with %%bash: "
        "the notebook defines it only without that line"
    )


def test_conflict_markers_in_a_notebooks_file_are_named():
    data = b'{\n "cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> main\n]}'
    with pytest.raises(SubmissionError, match=r"homework.ipynb, line 3: `<<<<<<< HEAD` is a conf"):
        to_source(data, "homework.ipynb")


def test_await_outside_of_functions_breaks_nothing():
    source = source_of("x = await f()\nasync with x as y:\n    pass", "def g():\n    return 1")
    assert not source.cells[0].problem
    assert "await" not in source.needed_by("g").text
