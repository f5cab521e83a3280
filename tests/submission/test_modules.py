"""Modules beside a homework: what they use of it, and those that Python cannot parse."""

import pytest

from grader.submission import modules
from grader.submission.source import Source


def read(text, filename="homework.py", **files):
    data = {path.replace("__", "/") + ".py": text.encode() for path, text in files.items()}
    return modules.read(data, Source(filename, text))


@pytest.mark.parametrize(
    "helper",
    [
        "import homework\ndef g():\n    return homework.scale",
        "import homework as h\ny = h.scale",
        "from homework import scale",
        "def g():\n    from homework import scale\n    return scale",
        "from homework import *\ny = scale",
        "import homework\ny = getattr(homework, 'scale')",
    ],
)
def test_names_of_the_homework_that_a_module_uses_are_found(helper):
    assert read("import tools", tools=helper).borrowed["tools"][:1] == ("scale",)


def test_a_module_that_does_not_use_the_homework_needs_nothing_of_it():
    assert read("import tools", tools="import numpy\nx = numpy.pi").borrowed == {}


def test_what_a_module_of_a_module_uses_counts_too():
    helpers = read("import a", a="import b", b="from homework import scale")
    assert helpers.borrowed == {"a": ("scale",), "b": ("scale",)}


def test_what_a_package_uses_counts_for_the_package():
    helpers = read("from lib.tools import f", lib__tools="from homework import scale")
    assert helpers.borrowed == {"lib": ("scale",)}


def test_a_homework_of_another_name_is_imported_by_that():
    helpers = read("import tools", "ada.py", tools="from ada import scale")
    assert helpers.borrowed == {"tools": ("scale",)}


def test_a_function_needs_what_the_module_uses_that_it_imports():
    text = (
        "import tools\nscale = 2\nother = 3\ndef f():\n    return tools.g()\ndef h():\n    pass\n"
    )
    source = Source("homework.py", text, borrowed={"tools": ("scale",)})
    assert "scale = 2" in source.needed_by("f").text
    assert "other" not in source.needed_by("f").text
    assert "scale" not in source.needed_by("h").text


def test_a_module_that_does_not_parse_says_so_where_it_is_imported():
    helpers = read("import tools", tools="x = 1\ndef f(:\n")
    with pytest.raises(SyntaxError, match=r"tools.py, line 2: SyntaxError"):
        exec(helpers.files["tools.py"])


def test_conflict_markers_in_a_module_are_named():
    text = "x = 1\n<<<<<<< HEAD\ny = 2\n=======\ny = 3\n>>>>>>> main\n"
    with pytest.raises(SyntaxError, match=r"tools.py, line 2: `<<<<<<< HEAD` is a conflict marker"):
        exec(read("import tools", tools=text).files["tools.py"])


def test_a_module_that_nobody_mentions_stays_as_it_is():
    assert read("x = 1", tools="def f(:").files == {"tools.py": b"def f(:"}


def test_a_module_keeps_its_bytes():
    data = "# coding: gbk\nx = '中'\n".encode("gbk")
    helpers = modules.read({"tools.py": data}, Source("homework.py", "import tools"))
    assert helpers.files == {"tools.py": data}


def test_a_notebook_beside_becomes_a_module():
    import nbformat
    from nbformat import v4

    book = v4.new_notebook(cells=[v4.new_markdown_cell("x = 2"), v4.new_code_cell("%time x = 1")])
    data = {"other.ipynb": nbformat.writes(book).encode()}
    helpers = modules.read(data, Source("homework.ipynb", "from other import *"))
    assert helpers.files["other.py"] == b"x = 1\n"


def test_a_broken_notebook_beside_is_left_to_the_homework():
    helpers = modules.read({"other.ipynb": b"{"}, Source("homework.ipynb", "from other import *"))
    assert helpers.files == {"other.ipynb": b"{"}
