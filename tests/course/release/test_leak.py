"""A line of a solution in what students get is found, wherever it stands, and nothing else is."""

import json
import zipfile
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest

from grader.course.release.leak import require_none
from grader.course.release.stub import SolutionRegion
from grader.errors import AuthorError

LINE = 'weights = table["w"] * (2 - bias)'
SOLUTION = Path("solutions/tiny/solution.py")


def region(*lines):
    indented = tuple(f"    {line}" for line in lines)
    return SOLUTION, SolutionRegion(10, 11 + len(lines), "a", indented)


def refused(line, *written):
    with pytest.raises(AuthorError) as caught:
        require_none([region("pass", line)], {str(file): file for file in written})
    return caught.value.message


@pytest.mark.parametrize(
    "name", ["README.md", "homework.py", "test_public.py", "notes/deep.txt", "data.json"]
)
def test_a_line_in_any_file_is_named_with_both_places(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"Before.\n\n    >>> {LINE}\n")
    assert (
        refused(LINE, file)
        == f"{file} contains `{LINE}`, which is a line of the solution ({SOLUTION}, line 12)"
    )


def test_a_line_that_is_broken_or_indented_otherwise_is_found(tmp_path):
    file = tmp_path / "README.md"
    file.write_text('weights =\n\t\ttable["w"]   * (2 -\n   bias)')
    assert LINE in refused(LINE, file)


@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_line_in_a_notebooks_cell_is_found_though_its_quotes_are_escaped(tmp_path, kind):
    file = tmp_path / "homework.ipynb"
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    file.write_text(
        nbformat.writes(v4.new_notebook(cells=[make("x = 1"), make(f"y = 2\n{LINE}\nz = 3")]))
    )
    assert LINE not in file.read_text()
    assert refused(LINE, file).startswith(f"{file} contains `{LINE}`")


def test_a_line_in_a_notebooks_cell_of_one_string_is_found(tmp_path):
    file = tmp_path / "homework.ipynb"
    file.write_text(json.dumps({"cells": [{"cell_type": "code", "source": f"x = 1\n{LINE}"}]}))
    assert LINE in refused(LINE, file)


@pytest.mark.parametrize("name", ["gradekit-1-py3-none-any.whl", "data.zip"])
def test_a_line_in_a_wheel_is_named_with_the_file_within(tmp_path, name):
    file = tmp_path / name
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("grader/a.py", "x = 1\n")
        archive.writestr("grader/two_layer.py", f"def f():\n    {LINE}\n")
    assert refused(LINE, file).startswith(f"{file}:grader/two_layer.py contains `{LINE}`")


def test_bytes_that_are_no_text_are_looked_into_too(tmp_path):
    file = tmp_path / "image.png"
    file.write_bytes(b"\xff\xfe\x00" + LINE.encode() + b"\x00\xff")
    assert LINE in refused(LINE, file)


@pytest.mark.parametrize(
    "line",
    [
        "return 2.0 * (y_pred - y)",
        "grad_h[h < 0] = 0",
        "return x.t().mm(grad_h)",
        "h_relu = np.maximum(h, 0)",
        "return [a * b for a, b in pairs]",
        "if name == 'momentum':",
        "while step < steps:",
        "return table.get(name,",  # the beginning of a statement over several lines
        "grad_w1, grad_w2 = backward(x, y, w1, w2)",
        "return 2.0 * (y_pred - y)  # a comment",
    ],
)
def test_a_line_that_tells_something_is_refused(tmp_path, line):
    file = tmp_path / "README.md"
    file.write_text(f"x\n{line}\ny\n")
    assert "is a line of the solution" in refused(line, file)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "pass",
        "losses = []",
        "return losses",
        "return h, h_relu, y_pred",
        "else:",
        "try:",
        ")",
        "# a comment that says = much(of, it)",
        "for _ in range(steps):",
        "loss.backward()",
        "w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()",
        "optimizer.zero_grad()",
        "super().__init__()",
        "x = 3",
        "n += 1",
    ],
)
def test_a_line_of_every_program_reveals_nothing(tmp_path, line):
    file = tmp_path / "README.md"
    file.write_text(f"x\n{line}\ny\n")
    require_none([region(line)], {str(file): file})


def test_what_holds_no_line_of_a_solution_passes(tmp_path):
    file = tmp_path / "README.md"
    file.write_text("Nothing of it: weights and table, 2 - bias.\n")
    require_none([region(LINE)], {str(file): file})


def test_nothing_written_tells_nothing():
    require_none([region(LINE)], {})
