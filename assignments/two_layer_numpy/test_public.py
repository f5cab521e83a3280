"""Public checks: they test your gradients without containing the answers.

The forward pass is compared with examples that can be worked out by hand. The gradients are compared with central
differences of the course's own loss, in float64. With the step 1e-2 they are exact to about 6e-9, because between two
kinks of ReLU the loss is a polynomial of degree two in each weight.
"""

import numpy as np
import pytest

from grader.checks import either, two_layer

# What a check keeps where one of several returned values is wrong; two wrong ones keep the square.
ONE_WRONG = 0.15
# What it keeps where the values are right, but come back in less precision than the inputs have.
DTYPE = 0.5
SIZES = ((4, 6, 5, 3), (1, 2, 3, 1))  # N, D_in, H, D_out


@pytest.mark.points(4)
def test_forward_gives_three_arrays(student, expect):
    """forward returns h, h_relu and y_pred, in this order

    zh: forward 依次返回 h、h_relu 和 y_pred
    """
    expect.partial_credit(h=ONE_WRONG, h_relu=ONE_WRONG, y_pred=ONE_WRONG, dtype=DTYPE)
    for example in two_layer.worked():
        got = expect.values(
            student.forward(example.x, example.w1, example.w2), "h", "h_relu", "y_pred"
        )
        two_layer.expect_layers(expect, got, (example.h, example.h_relu, example.y_pred))
        expect.arrays(got, h=example.h, h_relu=example.h_relu, y_pred=example.y_pred)
        expect.dtype(example.x, h=got[0], h_relu=got[1], y_pred=got[2])


@pytest.mark.points(3)
def test_squared_error_is_a_sum(student, expect):
    """squared_error adds up the squared errors

    zh: squared_error 求误差的平方和
    """
    y_pred = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y = np.array([[0.0, 4.0], [-2.0, 7.0], [7.0, 3.0]])
    expect.number(student.squared_error(y_pred, y), loss=52.0)
    expect.number(student.squared_error(np.array([[0.5]]), np.array([[2.0]])), loss=2.25)
    column = np.array([[1.0], [2.0], [4.0]])
    expect.number(student.squared_error(column, np.array([[0.0], [2.0], [1.0]])), loss=10.0)


@pytest.mark.points(4)
def test_loss_backward_matches_differences(student, expect):
    """loss_backward: the gradient for y_pred, against finite differences

    zh: loss_backward：损失对 y_pred 的导数，与有限差分比较
    """
    expect.partial_credit(dtype=DTYPE)
    rng = np.random.default_rng(2)
    for rows, _, _, outputs in SIZES:
        y_pred, y = rng.standard_normal((rows, outputs)), rng.standard_normal((rows, outputs))
        got = student.loss_backward(y_pred, y)
        want = two_layer.numerical_gradient(lambda: np.sum((y_pred - y) ** 2), y_pred)  # noqa: B023 - called here
        expect.arrays(got, grad_y_pred=want)
        expect.dtype(y, grad_y_pred=got)


@pytest.mark.points(5)
def test_output_layer_backward_matches_differences(student, expect):
    """output_layer_backward: the gradients for w2 and h_relu, against finite differences

    zh: output_layer_backward：对 w2 和 h_relu 的梯度，与有限差分比较
    """
    expect.partial_credit(grad_w2=ONE_WRONG, grad_h_relu=ONE_WRONG, dtype=DTYPE)
    rng = np.random.default_rng(3)
    for rows, _, hidden, outputs in SIZES:
        grad_y_pred = rng.standard_normal((rows, outputs))
        h_relu = rng.random((rows, hidden))
        w2 = rng.standard_normal((hidden, outputs))
        got = expect.values(
            student.output_layer_backward(grad_y_pred, h_relu, w2), "grad_w2", "grad_h_relu"
        )

        def loss():  # any loss with this gradient for y_pred
            return (grad_y_pred * (h_relu @ w2)).sum()  # noqa: B023 - called here

        expect.arrays(
            got,
            grad_w2=two_layer.numerical_gradient(loss, w2),
            grad_h_relu=two_layer.numerical_gradient(loss, h_relu),
        )
        expect.dtype(w2, grad_w2=got[0], grad_h_relu=got[1])


@pytest.mark.points(4)
def test_relu_backward_matches_differences(student, expect):
    """relu_backward: the gradient through ReLU, against finite differences

    zh: relu_backward：经 ReLU 反向传播的梯度，与有限差分比较
    """
    expect.partial_credit(dtype=DTYPE)
    rng = np.random.default_rng(4)
    for rows, _, hidden, _ in SIZES:
        # Of both signs, as often below 1 as above it, and away from 0.
        size = 10 ** rng.uniform(-1, 1, (rows, hidden))
        h = rng.choice([-1.0, 1.0], (rows, hidden)) * size
        grad_h_relu = rng.standard_normal((rows, hidden))
        got = student.relu_backward(grad_h_relu, h)
        want = two_layer.numerical_gradient(lambda: np.sum(grad_h_relu * np.maximum(h, 0)), h)  # noqa: B023 - called here
        expect.arrays(got, grad_h=want)
        expect.dtype(h, grad_h=got)


@pytest.mark.points(4)
def test_hidden_layer_backward_matches_differences(student, expect):
    """hidden_layer_backward: the gradient for w1, against finite differences

    zh: hidden_layer_backward：对 w1 的梯度，与有限差分比较
    """
    expect.partial_credit(dtype=DTYPE)
    rng = np.random.default_rng(5)
    for rows, inputs, hidden, _ in SIZES:
        grad_h = rng.standard_normal((rows, hidden))
        x = rng.standard_normal((rows, inputs))
        w1 = rng.standard_normal((inputs, hidden))
        got = student.hidden_layer_backward(grad_h, x)
        want = two_layer.numerical_gradient(lambda: np.sum(grad_h * (x @ w1)), w1)  # noqa: B023 - called here
        expect.arrays(got, grad_w1=want)
        expect.dtype(x, grad_w1=got)


@pytest.mark.points(6)
@pytest.mark.composes(
    "forward", "loss_backward", "output_layer_backward", "relu_backward", "hidden_layer_backward"
)
def test_backward_matches_differences(student, expect):
    """backward: both gradients of the loss, against finite differences

    zh: backward：损失的两个梯度，与有限差分比较
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG, dtype=DTYPE)
    for network in (two_layer.small(), two_layer.small(sizes=(1, 3, 4, 1))):
        grad_w1, grad_w2 = two_layer.numerical_gradients(*network)
        got = expect.values(student.backward(*network), "grad_w1", "grad_w2")
        expect.arrays(got, grad_w1=grad_w1, grad_w2=grad_w2)
        expect.dtype(network[0], grad_w1=got[0], grad_w2=got[1])


@pytest.mark.points(4)
def test_sgd_step_goes_downhill(student, expect):
    """sgd_step moves both weights against their gradients, and does not change the old ones

    zh: sgd_step 让两个权重沿梯度的反方向移动，不改动原来的权重
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, dtype=DTYPE)
    w1 = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])
    w2 = np.array([[2.0], [-4.0], [1.0]])
    grad_w1 = np.array([[4.0, 2.0, -6.0], [-2.0, 1.0, 8.0]])
    grad_w2 = np.array([[-8.0], [2.0], [6.0]])
    steps = [
        (0.5, [[-1, -3, 3.5], [4, -0.5, -5]], [[6], [-5], [-2]]),
        (0.25, [[0, -2.5, 2], [3.5, -0.25, -3]], [[4], [-4.5], [-0.5]]),
    ]
    for learning_rate, new_w1, new_w2 in steps:
        got = expect.values(student.sgd_step(w1, w2, grad_w1, grad_w2, learning_rate), "w1", "w2")
        expect.arrays(got, w1=np.array(new_w1, dtype=float), w2=np.array(new_w2, dtype=float))
        expect.dtype(w1, w1=got[0], w2=got[1])


@pytest.mark.points(6)
@pytest.mark.composes(
    "forward",
    "squared_error",
    "loss_backward",
    "output_layer_backward",
    "relu_backward",
    "hidden_layer_backward",
    "backward",
    "sgd_step",
)
def test_train_reports_its_losses(student, expect):
    """train: each step is correct, the loss falls, and losses[t] is the loss before step t

    zh: train：每一步都正确，损失下降，losses[t] 是第 t 步之前的损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5, dtype=DTYPE)
    two_layer.expect_training(student, expect)
