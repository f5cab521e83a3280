"""Hidden checks: other sizes, both dtypes, and results that stay where they belong.

All numbers are drawn from the course's secret.
"""

import numpy as np
import pytest
import torch

from grader.checks import StudentError, compare, either, two_layer

BACKWARD = (
    "forward",
    "loss_backward",
    "output_layer_backward",
    "relu_backward",
    "hidden_layer_backward",
)
ALL = (*BACKWARD, "squared_error", "backward", "sgd_step")
DTYPES = (np.float64, np.float32)
ONE_WRONG = 0.15  # what a check keeps where one of several returned values is wrong


def networks(seed, dtypes=DTYPES, sizes=lambda _dtype: two_layer.SIZES):
    """A network per dtype and size, as tensors: x, y, w1, w2."""
    for dtype in dtypes:
        for network in two_layer.draw_all(seed, dtype, sizes(dtype)):
            yield [torch.tensor(array) for array in network]


def like(tensor, rng):
    """Random numbers of a tensor's shape and dtype."""
    return torch.tensor(rng.standard_normal(tuple(tensor.shape)), dtype=tensor.dtype)


@pytest.mark.points(6)
def test_forward(student, reference, expect, seed):
    """forward, for other sizes and both dtypes

    zh: forward：其他尺寸，两种 dtype
    """
    expect.partial_credit(h=ONE_WRONG, h_relu=ONE_WRONG, y_pred=ONE_WRONG)
    for x, _, w1, w2 in networks(seed):
        h, h_relu, y_pred = reference.forward(x, w1, w2)
        expect.arrays(student.forward(x, w1, w2), h=h, h_relu=h_relu, y_pred=y_pred)


@pytest.mark.points(3)
def test_squared_error(student, reference, expect, seed, rng):
    """squared_error, for other sizes and both dtypes

    zh: squared_error：其他尺寸，两种 dtype
    """
    for _, y, _, _ in networks(seed):
        y_pred = like(y, rng)
        expect.number(student.squared_error(y_pred, y), loss=reference.squared_error(y_pred, y))


@pytest.mark.points(5)
def test_loss_backward(student, reference, expect, seed, rng):
    """loss_backward, for other sizes and both dtypes

    zh: loss_backward：其他尺寸，两种 dtype
    """
    for _, y, _, _ in networks(seed, sizes=two_layer.larger):
        y_pred = like(y, rng)
        expect.arrays(
            student.loss_backward(y_pred, y), grad_y_pred=reference.loss_backward(y_pred, y)
        )


@pytest.mark.points(6)
def test_output_layer_backward(student, reference, expect, seed):
    """output_layer_backward, for other sizes and both dtypes

    zh: output_layer_backward：其他尺寸，两种 dtype
    """
    expect.partial_credit(grad_w2=ONE_WRONG, grad_h_relu=ONE_WRONG)
    for x, y, w1, w2 in networks(seed, sizes=two_layer.larger):
        _, h_relu, y_pred = reference.forward(x, w1, w2)
        grad_y_pred = reference.loss_backward(y_pred, y)
        grad_w2, grad_h_relu = reference.output_layer_backward(grad_y_pred, h_relu, w2)
        got = student.output_layer_backward(grad_y_pred, h_relu, w2)
        expect.arrays(got, grad_w2=grad_w2, grad_h_relu=grad_h_relu)


@pytest.mark.points(5)
def test_relu_backward(student, reference, expect, seed, rng):
    """relu_backward, for other sizes and both dtypes

    zh: relu_backward：其他尺寸，两种 dtype
    """
    for x, _, w1, _ in networks(seed, sizes=two_layer.larger):
        h = x.mm(w1)
        grad_h_relu = like(h, rng)
        expect.arrays(
            student.relu_backward(grad_h_relu, h), grad_h=reference.relu_backward(grad_h_relu, h)
        )


@pytest.mark.points(5)
def test_hidden_layer_backward(student, reference, expect, seed, rng):
    """hidden_layer_backward, for other sizes and both dtypes

    zh: hidden_layer_backward：其他尺寸，两种 dtype
    """
    for x, _, w1, _ in networks(seed):
        grad_h = like(x.mm(w1), rng)
        got = student.hidden_layer_backward(grad_h, x)
        expect.arrays(got, grad_w1=reference.hidden_layer_backward(grad_h, x))


@pytest.mark.points(8)
@pytest.mark.composes(*BACKWARD)
def test_backward(student, reference, expect, seed):
    """backward, for other sizes and both dtypes

    zh: backward：其他尺寸，两种 dtype
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG)
    for x, y, w1, w2 in networks(seed):
        grad_w1, grad_w2 = reference.backward(x, y, w1, w2)
        expect.arrays(student.backward(x, y, w1, w2), grad_w1=grad_w1, grad_w2=grad_w2)


@pytest.mark.points(5)
def test_sgd_step(student, reference, expect, seed):
    """sgd_step, for other sizes and learning rates

    zh: sgd_step：其他尺寸和学习率
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG)
    for learning_rate, (x, y, w1, w2) in zip(
        (0.1, 0.01, 1.0, 1e-6), networks(seed, DTYPES[:1]), strict=True
    ):
        grad_w1, grad_w2 = reference.backward(x, y, w1, w2)
        new_w1, new_w2 = reference.sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
        got = expect.values(student.sgd_step(w1, w2, grad_w1, grad_w2, learning_rate), "w1", "w2")
        expect.changes(got, (w1, w2), tolerance=1e-4, w1=new_w1, w2=new_w2)


@pytest.mark.points(9)
@pytest.mark.composes(*ALL)
def test_train(student, reference, expect, seed):
    """train: weights and losses of a short training run

    zh: train：一小段训练的权重和损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5, defaults=0.8)
    runs = zip(networks(seed, DTYPES[:1]), (1e-2, 1e-3, 1e-3, 1e-6), (7, 20, 20, 30), strict=True)
    for (x, y, w1, w2), rate, steps in runs:
        new_w1, new_w2, losses = reference.train(x, y, w1, w2, learning_rate=rate, steps=steps)
        *got, got_losses = expect.values(
            student.train(x, y, w1, w2, learning_rate=rate, steps=steps), "w1", "w2", "losses"
        )
        expect.changes(got, (w1, w2), tolerance=1e-4, w1=new_w1, w2=new_w2)
        expect.losses(got_losses, losses, tolerance=1e-5)
    expect.defaults(student.train, learning_rate=1e-6, steps=500)


@pytest.mark.points(8)
def test_results_stay_where_they_belong(student, reference, expect, seed):
    """results stay on the device and in the dtype of their inputs

    zh: 结果留在输入所在的设备上，dtype 也不变
    """
    expect.partial_credit()
    singles, doubles = (calls_of(reference, dtype, seed) for dtype in (np.float32, np.float64))
    failures = []
    working = 0
    for name, arguments in singles.items():
        function = getattr(student, name)
        right = first_of(getattr(reference, name)(*arguments))
        try:
            results = function(*arguments), function(*doubles[name])
            # A function that gives other values is counted where it is checked.
            if not (are_right(results[0], right) and are_right(results[1], right)):
                continue

            kept = all(map(keeps, results, (torch.float32, torch.float64)))
            words = either(
                "does not return the dtype of what it is handed", "返回值的 dtype 与输入不同"
            )
            expect.true(name, kept, words)

            value, fault = function.elsewhere(*arguments)
            expect.part(name, fault or None)
            working += are_right(value, right)
        except StudentError as error:
            failures.append(error)
    # Arguments that are changed in place cost points where the function is checked.
    student.changed.clear()
    if not expect.parts:
        raise (
            failures[0]
            if failures
            else AssertionError(either("there is no tensor to look at", "没有可供检查的张量"))
        )

    missing = sum(failure.reason == "missing" for failure in failures)
    share = min(1 - missing / len(singles), 2 * working / len(singles))
    if share < 1:
        functions = either("the functions", "函数")
        expect.partial_credit(**{functions: share})
        words = either("that give right values are too few", "给出正确值的太少")
        expect.part(functions, words)


def calls_of(reference, dtype, seed):
    """Right arguments of the functions that return tensors, by name."""
    x, y, w1, w2 = (torch.tensor(array) for array in two_layer.mixed((4, 3, 5, 2), seed, dtype))
    h, h_relu, y_pred = reference.forward(x, w1, w2)
    grad_y_pred = reference.loss_backward(y_pred, y)
    grad_w2, grad_h_relu = reference.output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = reference.relu_backward(grad_h_relu, h)
    grad_w1 = reference.hidden_layer_backward(grad_h, x)
    return {
        "forward": (x, w1, w2),
        "loss_backward": (y_pred, y),
        "output_layer_backward": (grad_y_pred, h_relu, w2),
        "relu_backward": (grad_h_relu, h),
        "hidden_layer_backward": (grad_h, x),
        "backward": (x, y, w1, w2),
        "sgd_step": (w1, w2, grad_w1, grad_w2, 0.1),
        "train": (x, y, w1, w2, 1e-3, 2),
    }


def are_right(value, right):
    """Whether what a function returned begins with these tensors, whatever their dtype."""
    got = first_of(value)
    if len(got) < len(right):
        return False
    return not any(
        compare.array_fault(tensor, want, compare.TOLERANCE["float32"])
        for tensor, want in zip(got, right, strict=False)
    )


def keeps(value, dtype):
    """Whether the tensors that a function returned first have a dtype."""
    return all(tensor.dtype == dtype for tensor in first_of(value))


def first_of(value):
    """The values of which a dtype is asked: the last one that train returns are its losses."""
    results = value if isinstance(value, (list, tuple)) else [value]
    return results[:2]
