"""What a wrong value has to do with the right one."""

import numpy as np
import pytest
import torch

from grader.checks.expect import Expect
from grader.checks.transcript import Event
from grader.grading.diagnosis import signatures

RNG = np.random.default_rng(1)
SIZES = [(1, 3, 2), (5, 4, 3), (6, 3, 4)]
X = [RNG.standard_normal((n, d)) for n, d, _ in SIZES]
Y = [RNG.standard_normal((n, k)) for n, _, k in SIZES]
WANT = [RNG.standard_normal((n, k)) for n, _, k in SIZES]


def of(change, *, want=WANT, args=lambda number: (X[number], Y[number]), call="f"):
    """The hint for a function that gives what ``change`` makes of the right value.

    For each size.
    """
    expect, events = Expect(), []
    for number, right in enumerate(want):
        got = change(right, number)
        events.append(Event(f"Call {call}", args(number), got))
        expect.arrays(got, grad=right)
    given = signatures.explained(expect.compared, events, {"f": ["x", "y"]})
    return given.id if given else None


@pytest.mark.parametrize(
    ("id_", "change"),
    [
        ("sign", lambda a, i: -a),
        ("factor", lambda a, i: a / 2),
        ("factor", lambda a, i: -2 * a),
        ("divided-by-rows", lambda a, i: a / len(a)),
        ("times-rows", lambda a, i: a * len(a)),
        ("divided-by-elements", lambda a, i: a / a.size),
        ("times-elements", lambda a, i: a * a.size),
        ("all-zero", lambda a, i: 0 * a),
        ("not-finite", lambda a, i: np.where(a > 0.5, np.inf, a)),
        ("transposed", lambda a, i: a.T),
        ("flattened", lambda a, i: a.ravel()),
        ("extra-axis", lambda a, i: a[:, None]),
        ("integers", lambda a, i: np.round(10 * a).astype(int)),
        ("whole-numbers", lambda a, i: np.rint(a)),
        ("whole-numbers", lambda a, i: np.trunc(a)),
        ("scrambled", lambda a, i: a.T.reshape(a.shape)),
        ("wrong-where-negative", lambda a, i: np.where(Y[i] < 0, 2 * a, a)),
        ("wrong-where-positive", lambda a, i: np.where(Y[i] > 0, a + 1, a)),
        ("rows-part", lambda a, i: a + (np.arange(len(a)) > 2)[:, None]),
        ("slightly-off", lambda a, i: a + 1e-3 * np.cos(a)),
        ("single-precision", lambda a, i: a + 4e-6 * np.sin(40 * a)),
        ("extra-term", lambda a, i: a + Y[i]),
        ("extra-term", lambda a, i: a - (i + 1) * 1e-3 * Y[i]),
        ("extra-factor", lambda a, i: -2 * a * Y[i]),
        ("missing-factor", lambda a, i: a / Y[i]),
        ("several-rows", lambda a, i: a + (len(a) > 1) * np.cos(a)),
        ("differs", lambda a, i: a + (i == 1) * np.cos(a)),
        ("differs", lambda a, i: a + (np.arange(len(a)) == 0)[:, None] * np.cos(a)),
        # The check says how far off they are: no hint repeats that.
        (None, lambda a, i: np.tanh(a)),
        (None, lambda a, i: 3 * a),
        (None, lambda a, i: a + Y[i] if i else a - 2 * Y[i] + np.cos(a)),
        ("slightly-off", lambda a, i: a + 1e-3 * np.cos(3 * a)),
        (None, lambda a, i: "a tensor, I swear"),
        (None, lambda a, i: None),
    ],
)
def test_the_relation_is_found(id_, change):
    assert of(change) == id_


def test_what_holds_for_one_size_only_gives_no_hint():
    assert of(lambda a, i: a / 2 if i == 0 else np.tanh(a)) is None
    assert of(lambda a, i: a.T if i == 1 else a.ravel()) != "transposed"


def test_a_loss_that_is_wrong_for_a_column_only():
    def hint_of(change, shapes=((3, 2), (1, 1), (3, 1))):
        expect, events = Expect(), []
        for shape in shapes:
            y_pred, y = RNG.standard_normal(shape), RNG.standard_normal(shape)
            events.append(Event("Call f", (y_pred, y), change(y_pred, y)))
            expect.number(events[-1].value, loss=((y_pred - y) ** 2).sum())
        hint = signatures.explained(expect.compared, events, {"f": ["y_pred", "y"]})
        return hint and hint.id

    assert hint_of(lambda a, b: float(((a.squeeze() - b) ** 2).sum())) == "one-column-only"
    assert hint_of(lambda a, b: float(((a - b) ** 2).sum())) is None
    assert hint_of(lambda a, b: float(((a[:1] - b[:1]) ** 2).sum())) != "one-column-only"
    only_ones = [(1, 1), (3, 1)]
    assert hint_of(lambda a, b: float(((a.squeeze() - b) ** 2).sum()), only_ones) == "several-rows"


def test_a_value_that_is_wrong_for_one_row_only():
    assert of(lambda a, i: a + 1 if len(a) == 1 else a) == "one-row-only"
    assert of(lambda a, i: a.squeeze()) == "one-row-only"


def test_whole_numbers_that_should_be_others_are_not_rounded():
    classes = [np.array([0, 1, 2, 3, 1, 2])] * 3
    assert of(lambda a, i: (a + 1) % 2 + a // 2, want=classes) != "whole-numbers"


def test_wrong_only_where_an_argument_is_zero():
    args = [(x, np.where(np.abs(y) < 0.4, 0, y)) for x, y in zip(X, Y, strict=True)]
    assert any((y == 0).any() for _, y in args)
    wrong = lambda a, i: np.where(args[i][1] == 0, a + 1, a)  # noqa: E731
    assert of(wrong, args=lambda i: args[i]) == "wrong-where-zero"


def test_a_number_that_goes_nowhere():
    rates = [0.1, 0.01, 1.0]
    steps = [rate * a for rate, a in zip(rates, WANT, strict=True)]
    args = lambda i: (X[i], rates[i])  # noqa: E731
    assert of(lambda _, i: WANT[i], want=steps, args=args) == "number-ignored"
    assert of(lambda _, i: 0.03 * WANT[i], want=steps, args=args) == "number-ignored"
    assert of(lambda a, _: a / 2, want=steps, args=args) == "factor"


def test_a_value_that_adds_up_from_call_to_call():
    assert of(lambda a, i: (i + 1) * a, want=[WANT[1]] * 3) == "adds-up"


def test_a_result_in_anothers_place():
    expect = Expect()
    a, b = np.ones((2, 3)), np.zeros((3, 1))
    expect.arrays((b, a), first=a, second=b)
    given = signatures.explained(expect.compared, [], {})
    assert given.id == "in-anothers-place"
    assert given.en.startswith("You return second in the place of first:")


def test_one_number_is_expected():
    expect = Expect()
    expect.number(np.ones(3), loss=3.0)
    assert signatures.explained(expect.compared, [], {}).id == "one-axis-only"


def test_an_update_is_named_as_such():
    expect = Expect()
    before = RNG.standard_normal((3, 4))
    expect.changes([before], [before], tolerance=1e-4, w1=before + 1)
    given = signatures.explained(expect.compared, [], {})
    assert given.id == "never-moves"
    assert given.en.startswith("Your update of w1 is zero:")


@pytest.mark.parametrize(
    ("id_", "got"),
    [
        ("losses-late", [4.0, 3.0, 2.0]),
        ("losses-early", [9.0, 5.0, 4.0]),
        ("too-few", [5.0, 4.0]),
        ("too-many", [5.0, 4.0, 3.0, 2.0]),
        ("not-finite", [5.0, 4.0, float("nan")]),
        ("factor", [2.5, 2.0, 1.5]),
        ("losses-part", [5.0, 4.0, 3.7]),
        ("losses-part", [5.0, 3.0, 1.0]),
        (None, [7.0, 1.0, 8.0]),
        (None, "falling"),
    ],
)
def test_losses(id_, got):
    expect = Expect()
    expect.losses(got, [5.0, 4.0, 3.0])
    given = signatures.explained(expect.compared, [], {})
    assert (given.id if given else None) == id_


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([1, 1], "what it should be plus the y that was passed:"),
        ([-1, -1], "what it should be minus the y that was passed:"),
        ([-0.1, -0.1], "what it should be minus 0.1 times the y that was passed:"),
        ([0.1, 0.2], "what it should be plus a multiple of the y that was passed:"),
    ],
)
def test_a_term_too_many_is_named_with_its_factor(times, words):
    expect, events = Expect(), []
    for x, y, right, factor in zip(X[1:], Y[1:], WANT[1:], times, strict=True):
        events.append(Event("Call f", (x, y), right + factor * y))
        expect.arrays(events[-1].value, grad=right)
    assert words in signatures.explained(expect.compared, events, {"f": ["x", "y"]}).en


def test_a_constant_is_no_sign_of_the_argument_that_holds_it():
    for level in (np.ones, lambda shape: 1 + 0.05 * RNG.random(shape)):
        args = [(x, level(right.shape)) for x, right in zip(X, WANT, strict=True)]
        for change in (lambda a, i: 3 * a, lambda a, i: a + 7):
            assert of(change, args=args.__getitem__) is None


def test_an_update_that_is_nearly_right_is_neither_scrambled_nor_without_a_wrong_row():
    for shape in [(4, 3), (6,)]:
        expect, right = Expect(), RNG.standard_normal(shape).astype(np.float32)
        expect.changes([right * 1.0005], [0 * right], tolerance=1e-4, w1=right)
        assert not expect.compared[0].right
        given = signatures.explained(expect.compared, [], {})
        assert given is None or given.id == "slightly-off"


def test_side_effects_of_a_call():
    x = torch.ones(2, 2)
    for id_, event in {
        "changed-in-place": Event("Call f", (x,), x, changed=1),
        "strayed": Event("Call f", (x,), x, strayed=True),
        "dtype-not-kept": Event("Call f", (x,), x.double()),
    }.items():
        assert signatures.explained([], [event], {}).id == id_
    assert signatures.explained([], [Event("Call f", (x,), x)], {}) is None


@pytest.mark.parametrize(
    ("given", "returned", "keeps"),
    [
        (np.float64, np.float64, True),
        (np.float64, np.float32, False),
        (np.float64, np.float16, False),
        (np.float32, np.float64, True),  # NumPy does that silently
        (np.float32, np.float32, True),
        (np.float64, np.int64, True),  # another mistake
    ],
)
def test_of_arrays_the_step_to_a_smaller_dtype_alone_is_a_mistake(given, returned, keeps):
    event = Event("Call f", (np.ones((2, 2), given),), (np.ones(2, returned), 1.0))
    hint = signatures.explained([], [event], {})
    assert (hint.id if hint else None) == (None if keeps else "dtype-not-kept")


def test_values_of_a_check_that_ended_early_are_not_called_right():
    x = torch.ones(2, 2)
    event = Event("Call f", (x,), None, changed=1)
    assert signatures.explained([], [event], {}, ended=True).id == "returns-nothing"
    event = Event("Call f", (x,), 3, changed=1)
    assert signatures.explained([], [event], {}, ended=True) is None


def test_an_authors_text_is_not_a_name():
    expect = Expect()
    expect.arrays(np.ones((2, 2)), **{"the prediction": -np.ones((2, 2))})
    assert signatures.explained(expect.compared, [], {}).en.startswith(
        "Your result has the right size"
    )


def test_what_is_known_of_a_value_that_nothing_explains():
    expect, right = Expect(), RNG.standard_normal((4, 3))
    expect.arrays(right, grad=right)
    expect.arrays(right + np.array([[0], [0], [1], [0]]), grad=right)
    public = signatures.explained(expect.compared, [], {}).en
    assert public.startswith(
        "Your grad is wrong for 1 of the 2 inputs that were tried"
        " (the first wrong row is row 2, counting from 0)."
    )


def test_how_many_losses_are_right_is_told():
    expect = Expect()
    expect.losses([4.0, 3.0, 9.0], [4.0, 3.0, 2.5])
    assert "(2 of them)" in signatures.explained(expect.compared, [], {}).en


@pytest.mark.parametrize("shape", [(2, 2), (3,), (2, 3, 4)])
def test_a_shape_that_nothing_explains_gets_no_hint(shape):
    expect = Expect()
    expect.arrays(np.ones(shape), grad=np.ones((3, 5)))
    assert signatures.explained(expect.compared, [], {}) is None


def test_a_hint_does_not_reveal_a_single_number():
    expect = Expect()
    expect.arrays(np.array([3.7]), grad=np.array([2.0]))
    expect.number(3.7, loss=2.0)
    assert signatures.explained(expect.compared, [], {}) is None
