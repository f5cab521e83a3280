"""Syntax trees that are deep: nothing recurses over them."""

from submission.slicing.marked import value

from grader.submission.slicing import slice_source


def test_a_memorised_table_of_elifs_is_no_problem():
    arms = "".join(f"    elif i == {i}: return {i}\n" for i in range(1, 250))
    source = f"def answer(i=7):\n    if i == 0: return 0\n{arms}"
    assert slice_source(source, ["answer"]).text == source


def test_a_long_conditional_expression_is_no_problem():
    arms = " else ".join(f"{i} if answer({i}) else None if 0" for i in range(400))
    source = f"def answer(i=1): return i\nanswer = {arms} else 0\n"
    assert value(slice_source(source, ["answer"]).text) == 1


def test_a_long_sum_is_no_problem():
    source = f"N = {' + '.join('1' * 800)}\ndef answer(): return N\n"
    assert value(slice_source(source, ["answer"]).text) == 800
