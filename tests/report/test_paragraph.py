"""Where the lines of a text break: in English, in Chinese, around code."""

import io

import pytest
from rich.console import Console
from rich.padding import Padding

from grader.report.paragraph import Paragraph


def wrapped(text, width):
    console = Console(file=io.StringIO(), width=width)
    console.print(Padding(Paragraph(text), 0))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("the loss falls", 8, ["the loss", "falls"]),
        ("a_name_without_any_blank", 10, ["a_name_wit", "hout_any_b", "lank"]),
        ("h 为负的地方，不应有梯度", 12, ["h 为负的地", "方，不应有梯", "度"]),
        ("写在（这里）。", 10, ["写在（这", "里）。"]),
        ("名字“forward”没有定义", 10, ["名字", "“forward”", "没有定义"]),
        ("一共有 12 个数不对", 11, ["一共有", "12 个数不对"]),
        ("两行\n第二", 20, ["两行", "第二"]),
        ("", 10, [""]),
    ],
)
def test_a_line_breaks_where_a_reader_expects_it(text, width, lines):
    assert wrapped(text, width) == lines


def test_code_stays_in_one_line_if_a_line_can_hold_it():
    text = "line 3: `return x @ w1`: a name"
    assert wrapped(text, 18) == ["line 3:", "`return x @ w1`: a", "name"]
    assert wrapped(text, 12) == ["line 3:", "`return x @", "w1`: a name"]


@pytest.mark.parametrize("width", [20, 30, 60])
@pytest.mark.parametrize(
    "code", ["    def f(x, y, a_long_name_of_one:, z)", "    f(数据, 数据, 数据, 数据:, z)"]
)
def test_a_pointer_stays_below_what_it_points_at(code, width):
    from rich.cells import cell_len

    column = cell_len(code.partition(":")[0])
    heading, shown, pointer = wrapped(f"line 3\n{code}\n{' ' * column}^", width)
    assert heading == "line 3"
    assert max(map(cell_len, (shown, pointer))) <= width
    assert cell_len(shown.partition(":")[0]) == pointer.index("^")
