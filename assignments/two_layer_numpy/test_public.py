"""Public checks: they test your gradients without containing the answers.

The gradients are compared with central differences of the course's own loss, in float64. With the step 1e-2 they are
exact to about 6e-9, because between two kinks of ReLU the loss is a polynomial of degree two in each weight.
"""

import numpy as np
import pytest

from grader.checks import either, two_layer


@pytest.mark.points(4)
def test_forward_gives_three_arrays(student, expect):
    """forward returns h, h_relu and y_pred, in this order

    zh: forward 依次返回 h、h_relu 和 y_pred
    """
    x, _, w1, w2 = two_layer.small()
    h, h_relu, y_pred = expect.values(student.forward(x, w1, w2), "h", "h_relu", "y_pred")
    for name, value, shape in [
        ("h", h, (3, 5)),
        ("h_relu", h_relu, (3, 5)),
        ("y_pred", y_pred, (3, 2)),
    ]:
        ok = isinstance(value, np.ndarray) and value.shape == shape
        expect.true(
            name, ok, either(f"is not an array of shape {shape}", f"不是形状为 {shape} 的数组")
        )
    assert not expect.faults, either("; ", "；").join(expect.faults)
    expect.true(
        "h",
        (h < 0).any(),
        either(
            "holds no negative number: h is the hidden layer before ReLU",
            "没有负数：h 是 ReLU 之前的隐藏层",
        ),
    )
    expect.true(
        "h_relu",
        (h_relu >= 0).all(),
        either(
            "holds negative numbers: h_relu is the hidden layer after ReLU",
            "有负数：h_relu 是 ReLU 之后的隐藏层",
        ),
    )
    expect.true(
        "y_pred",
        (y_pred < 0).any(),
        either(
            "holds no negative number: there is no ReLU after the output layer",
            "没有负数：输出层之后没有 ReLU",
        ),
    )


@pytest.mark.points(3)
def test_squared_error_is_a_sum(student, expect):
    """squared_error adds up the squared errors

    zh: squared_error 求误差的平方和
    """
    y_pred = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y = np.array([[0.0, 2.0], [5.0, 3.0], [5.0, 8.0]])
    expect.number(student.squared_error(y_pred, y), loss=10.0)


@pytest.mark.points(4)
def test_loss_backward_matches_differences(student, expect):
    """loss_backward: the gradient for y_pred, against finite differences

    zh: loss_backward：损失对 y_pred 的导数，与有限差分比较
    """
    rng = np.random.default_rng(2)
    y_pred, y = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))
    got = student.loss_backward(y_pred, y)
    want = two_layer.numerical_gradient(lambda: np.sum((y_pred - y) ** 2), y_pred)
    expect.arrays(got, grad_y_pred=want)


@pytest.mark.points(5)
def test_output_layer_backward_matches_differences(student, expect):
    """output_layer_backward: the gradients for w2 and h_relu, against finite differences

    zh: output_layer_backward：对 w2 和 h_relu 的梯度，与有限差分比较
    """
    rng = np.random.default_rng(3)
    grad_y_pred, h_relu, w2 = (
        rng.standard_normal((4, 3)),
        rng.random((4, 5)),
        rng.standard_normal((5, 3)),
    )
    got = student.output_layer_backward(grad_y_pred, h_relu, w2)

    def loss():  # any loss with this gradient for y_pred
        return (grad_y_pred * (h_relu @ w2)).sum()

    expect.arrays(
        got,
        grad_w2=two_layer.numerical_gradient(loss, w2),
        grad_h_relu=two_layer.numerical_gradient(loss, h_relu),
    )


@pytest.mark.points(4)
def test_relu_backward_matches_differences(student, expect):
    """relu_backward: the gradient through ReLU, against finite differences

    zh: relu_backward：经 ReLU 反向传播的梯度，与有限差分比较
    """
    rng = np.random.default_rng(4)
    h = rng.choice([-1.0, 1.0], (4, 5)) * rng.uniform(0.1, 1.0, (4, 5))
    grad_h_relu = rng.standard_normal((4, 5))
    got = student.relu_backward(grad_h_relu, h)
    expect.arrays(
        got, grad_h=two_layer.numerical_gradient(lambda: np.sum(grad_h_relu * np.maximum(h, 0)), h)
    )


@pytest.mark.points(4)
def test_hidden_layer_backward_matches_differences(student, expect):
    """hidden_layer_backward: the gradient for w1, against finite differences

    zh: hidden_layer_backward：对 w1 的梯度，与有限差分比较
    """
    rng = np.random.default_rng(5)
    grad_h, x, w1 = (
        rng.standard_normal((4, 5)),
        rng.standard_normal((4, 6)),
        rng.standard_normal((6, 5)),
    )
    got = student.hidden_layer_backward(grad_h, x)
    expect.arrays(got, grad_w1=two_layer.numerical_gradient(lambda: np.sum(grad_h * (x @ w1)), w1))


@pytest.mark.points(6)
@pytest.mark.composes(
    "forward", "loss_backward", "output_layer_backward", "relu_backward", "hidden_layer_backward"
)
def test_backward_matches_differences(student, expect):
    """backward: both gradients of the loss, against finite differences

    zh: backward：损失的两个梯度，与有限差分比较
    """
    network = two_layer.small()
    grad_w1, grad_w2 = two_layer.numerical_gradients(*network)
    expect.arrays(student.backward(*network), grad_w1=grad_w1, grad_w2=grad_w2)


@pytest.mark.points(4)
def test_sgd_step_goes_downhill(student, expect):
    """sgd_step moves both weights against their gradients, and does not change the old ones

    zh: sgd_step 让两个权重沿梯度的反方向移动，不改动原来的权重
    """
    rng = np.random.default_rng(6)
    w1, grad_w1, w2, grad_w2 = (
        rng.standard_normal(shape) for shape in [(3, 4), (3, 4), (4, 2), (4, 2)]
    )
    new_w1, new_w2 = expect.values(student.sgd_step(w1, w2, grad_w1, grad_w2, 0.5), "w1", "w2")
    for name, new, old, gradient in [("w1", new_w1, w1, grad_w1), ("w2", new_w2, w2, grad_w2)]:
        ok = isinstance(new, np.ndarray) and new.shape == old.shape
        expect.true(
            name, ok, either("is not an array of the old one's shape", "不是与原来同形状的数组")
        )
        if ok:
            downhill = ((new - old) * gradient).sum()
            expect.true(
                name, downhill < 0, either("did not move against its gradient", "没有逆着梯度移动")
            )
            rest = np.abs((new - old) * (gradient**2).sum() - downhill * gradient).max()
            expect.true(
                name,
                downhill >= 0 or rest < -1e-6 * downhill,
                either("moved in another direction than its gradient", "移动的方向与梯度不一致"),
            )


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
    """train: the loss falls, and losses[t] is the loss before step t

    zh: train：损失下降，losses[t] 是第 t 步之前的损失
    """
    x, y, w1, w2 = two_layer.small()
    start = two_layer.loss_of(x, y, w1, w2)
    new_w1, new_w2, losses = expect.values(
        student.train(x, y, w1, w2, 1e-3, 20), "w1", "w2", "losses"
    )
    for name, new, old in [("w1", new_w1, w1), ("w2", new_w2, w2)]:
        expect.true(
            name,
            isinstance(new, np.ndarray) and new.shape == old.shape,
            either("is not an array of the old one's shape", "不是与原来同形状的数组"),
        )
    assert not expect.faults, either("; ", "；").join(expect.faults)
    end = two_layer.loss_of(x, y, new_w1, new_w2)
    expect.true(
        "w1",
        end < 0.9 * start,
        either("has not lowered the loss in 20 steps", "20 步后损失没有降低"),
    )
    expect.true(
        "w2",
        end < 0.9 * start,
        either("has not lowered the loss in 20 steps", "20 步后损失没有降低"),
    )
    _, _, once = expect.values(student.train(x, y, w1, w2, 1e-3, 1), "w1", "w2", "losses")
    expect.losses(once, [start])
    falling = expect.numbers(losses, 20)
    expect.curve(falling)
    expect.true("losses", falling[-1] < falling[0], either("do not fall", "没有下降"))
