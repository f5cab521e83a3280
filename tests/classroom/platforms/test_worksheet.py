"""A CSV file of another system: whatever is not filled in keeps its value."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.classroom.platforms.worksheet import number, parse, scaled
from grader.errors import UsageError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4)
HEADER = ["Student", "ID", "Homework (7)", "Section"]


def file_of(rows, delimiter=",", line_end="\r\n", quoting=csv.QUOTE_MINIMAL):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return file.getvalue()


def cells_of(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    row=st.integers(0, 4),
    column=st.integers(0, 4),
    value=CELLS,
    bom=st.booleans(),
    ended=st.booleans(),
)
@example(
    rows=[["a\rb", "a\nb"]],
    delimiter=",",
    line_end="\n",
    row=1,
    column=0,
    value="c\r\nd",
    bom=False,
    ended=True,
)
def test_all_cells_but_one_are_equal_and_so_is_the_manner(
    rows, delimiter, line_end, row, column, value, bom, ended
):
    rows = [HEADER, *rows]
    text = file_of(rows, delimiter, line_end, csv.QUOTE_ALL)
    text = "\ufeff" * bom + (text if ended else text.removesuffix(line_end))
    row %= len(rows)
    filled = parse(text).filled({(row, column): value})
    expected = [list(cells) for cells in rows]
    expected[row] += [""] * (column + 1 - len(expected[row]))
    expected[row][column] = value
    assert cells_of(filled.removeprefix("\ufeff"), delimiter) == expected
    assert filled.startswith("\ufeff") == bom
    if row:
        assert filled.split("Section")[1].lstrip('"').startswith(line_end)
    if ended:
        assert filled.endswith(line_end)


@given(rows=ROWS, delimiter=st.sampled_from(",;\t"), line_end=st.sampled_from(["\n", "\r\n"]))
def test_nothing_filled_in_is_the_same_file(rows, delimiter, line_end):
    text = parse(file_of([HEADER, *rows], delimiter, line_end, csv.QUOTE_ALL)).filled({})
    assert parse(text).filled({}) == text


def test_blank_lines_stay():
    assert parse("a,b\n\n1,2\n").filled({}) == "a,b\n\n1,2\n"


def test_a_line_end_within_a_cell_is_not_taken_for_the_files():
    assert parse('a,b\n"1\r\n2",3\n').filled({(1, 1): "4"}) == 'a,b\n"1\r\n2",4\n'


def test_a_cell_beyond_a_short_row_is_empty():
    sheet = parse("a,b,c\n1\n")
    assert (sheet.cell(1, 2), sheet.cell(1, None), sheet.cell(1, 0)) == ("", "", "1")


@pytest.mark.parametrize("text", ["", "\ufeff", "\n", ",,\n"])
def test_an_empty_file_is_refused(text):
    with pytest.raises(UsageError, match="the file is empty"):
        parse(text)


@pytest.mark.parametrize("text", ['a,b\n"1', 'a,b\n"1"x,2\n', 'a,b\n"' + "x" * 200_000 + '"\n'])
def test_a_file_that_is_no_csv_is_refused(text):
    with pytest.raises(UsageError, match="cannot be read as CSV"):
        parse(text)


@pytest.mark.parametrize(
    ("percent", "most", "cell"),
    [
        (100, "100.00", "100.00"),
        (66.6666666667, "30", "20.00"),
        (87.125, "100.00", "87.13"),  # a half is rounded up, not to the next even digit
        (12.345, "100", "12.35"),
        (50, "12,5", "6,25"),
        (0, "10,00", "0,00"),
    ],
)
def test_points_have_two_decimals_in_the_manner_of_the_file(percent, most, cell):
    assert scaled(percent, most) == cell


@pytest.mark.parametrize("cell", ["", "-5", "(read only)", "1,000.00", "1e3", "NaN", "٣"])
def test_a_cell_without_a_plain_number_is_none(cell):
    assert number(cell) is None
