"""What a public check shows of a wrong value: the arguments, what is right, what came back."""

import numpy as np
import pytest
import torch

from grader.checks.expect import Expect
from grader.checks.transcript import Event
from grader.grading.example import example_for, examples_of, faults_of
from grader.results import Hint

X = np.array([[1.0, 2.0], [3.0, 4.0]])


def lines_of(*arguments):
    return example_for(examples_of(*arguments), None)


def example(got, want, *args, names=("x", "y"), **others):
    """The lines about a function f that was called with args, and returned got."""
    expect = Expect()
    expect.arrays(got, result=want)
    for name, (value, right) in others.items():
        expect.number(value, **{name: right})
    return lines_of(expect.compared, [Event("Call f", args, got)], lambda _: names)


def test_the_first_number_that_is_wrong_is_marked():
    assert example(np.array([[1.0, 2.5], [3.0, 5.0]]), X, 3) == (
        "f(x=3)",
        "result expected:",
        "   1  2",
        "   3  4",
        "result returned:",
        "   1 >2.5<",
        "   3    5",
    )


def test_a_number_is_one_line():
    expect = Expect()
    got = np.float64(4)
    expect.number(got, loss=10.0)
    lines = lines_of(expect.compared, [Event("Call loss", (X,), got)], lambda _: ["x"])
    assert lines == ("loss(x=[[1, 2], [3, 4]])", "loss: 10 expected, 4 returned")


@pytest.mark.parametrize("nan", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_named_as_such(nan):
    got = np.array([[1.0, 2.0], [nan, 4.0]])
    assert f">{nan:g}<" in example(got, X, 3)[-1]


def test_another_shape_is_told_without_the_numbers():
    assert example(X[:1], X, 3)[-1] == "result: shape (2, 2) expected, (1, 2) returned"


def test_a_value_whose_dtype_alone_is_wrong_is_not_shown():
    assert example(X.astype(int), X, 3) == ()


def test_of_what_no_function_returned_no_call_is_shown():
    expect, got = Expect(), X + 1
    expect.arrays(got, result=X)
    lines = lines_of(expect.compared, [Event("Apply", (X,), got)], lambda _: [])
    assert lines[0] == "result expected:"


def test_minus_zero_is_zero():
    lines = example(np.array([[-0.0, 1.0]]), np.array([[0.0, 2.0]]), 3)
    assert "-0" not in "".join(lines)


def test_the_smallest_instance_is_shown():
    expect = Expect()
    large, small = np.ones((4, 5)), np.ones((1, 2))
    events = []
    for right in (large, small, 3 * large):
        got = right + 1
        expect.arrays(got, result=right)
        events.append(Event("Call f", (right,), got))
    lines = lines_of(expect.compared, events, lambda _: ["x"])
    assert lines[0] == "f(x=[[1, 1]])"


def test_the_message_is_about_the_call_that_is_shown():
    expect = Expect()
    large, small = np.ones((4, 5)), np.ones((1, 2))
    events = []
    for right, factor in ((large, 3), (small, 2)):
        got = factor * right
        expect.arrays(got, result=right)
        events.append(Event("Call f", (right,), got))
    examples = examples_of(expect.compared, events, lambda _: ["x"])
    assert expect.faults[0].startswith("result is 3 times")
    (fault,) = faults_of(expect.faults, expect.compared, examples)
    assert fault.startswith("result is 2 times")


def test_the_value_is_shown_that_the_hint_names():
    expect = Expect()
    got = (X + 1, X + 2)
    expect.arrays(got, grad_w1=X, grad_w2=X)
    examples = examples_of(expect.compared, [Event("Call f", (), got)], lambda _: ())
    hint = Hint("any", "Your grad_w2 is wrong, grad_w1 may be, too.", "")
    assert example_for(examples, hint)[1] == "grad_w2 expected:"
    assert example_for(examples, Hint("any", "It is wrong.", ""))[1] == "grad_w1 expected:"


def test_a_change_is_shown_where_the_hint_names_it():
    expect = Expect()
    got = (X + 1, [3.0, 2.0])
    expect.changes(got[:1], (X,), tolerance=0.1, w1=X + 2)
    expect.losses(got[1], [3.0, 1.0])
    examples = examples_of(expect.compared, [Event("Call f", (), got)], lambda _: ())
    assert example_for(examples, None)[1] == "losses expected:"
    hint = Hint("any", "Your update of w1 is wrong.", "")
    assert example_for(examples, hint)[1] == "the change of w1 expected:"


def test_where_two_calls_returned_one_object_no_call_is_shown():
    expect = Expect()
    expect.number(0, loss=0)
    expect.number(0, loss=2)
    events = [Event("Call f", (1,), 0), Event("Call f", (2,), 0)]
    lines = lines_of(expect.compared, events, lambda _: ["x"])
    assert lines == ("loss: 2 expected, 0 returned",)


def test_a_large_array_is_shown_around_the_number_in_at_most_ten_lines():
    want = np.arange(400.0).reshape(20, 20)
    got = want.copy()
    got[10, 15] = -1
    lines = example(got, want, np.ones((64, 1000)), np.ones((1000, 10)), names=("x", "w1"))
    assert len(lines) <= 10
    assert lines[0] == "f(x=<64 × 1000>, w1=<1000 × 10>)"
    assert any(">-1<" in line and line.strip().startswith("…") for line in lines)
    assert max(map(len, lines)) <= 84


def test_tensors_are_shown_as_arrays_are():
    want = torch.tensor([1.0, 2.0])
    assert example(want + 1, want, want)[-1] == "  >2< 3"


def test_a_loss_that_is_wrong_is_marked_in_the_list():
    expect = Expect()
    got = [3.0, 2.5, 1.0]
    expect.losses(got, [3.0, 2.0, 1.0])
    assert lines_of(expect.compared, [], lambda _: ()) == (
        "losses expected:",
        "   3  2  1",
        "losses returned:",
        "   3 >2.5< 1",
    )


@pytest.mark.parametrize("got", [None, "text", [1, 2], np.array(["a"]), object()])
def test_what_holds_no_numbers_is_not_shown(got):
    assert not any("returned:" in line for line in example(got, X, 3))


def test_what_is_right_is_not_shown():
    assert example(X.copy(), X, 3) == ()


PUBLIC = """
    import pytest
    import numpy as np

    @pytest.mark.points(40)
    def test_double(student, expect):
        '''double doubles'''
        expect.number(student.double(3), result=6)
    """
HIDDEN = PUBLIC.replace("test_double", "test_double_again").replace("40", "60")


def test_a_public_check_shows_an_example_and_a_hidden_one_never_does(course, write, grade):
    write(
        course,
        {
            "assignments/tiny/test_public.py": PUBLIC,
            "solutions/tiny/test_hidden.py": HIDDEN,
        },
    )
    report = grade("def double(x):\n    return 3 * x\n")
    public, hidden = report.checks
    assert public.shown.example == ("double(x=3)", "result: 6 expected, 9 returned")
    assert hidden.hidden
    assert hidden.shown.example == ()
