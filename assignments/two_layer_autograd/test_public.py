"""Public checks: they test your gradients without containing the answers.

They are compared with central differences of the course's own loss, in float64.
"""

import pytest
import torch

from grader.checks import either, two_layer

# What a check keeps where one of several values is wrong; two wrong ones keep the square.
ONE_WRONG = 0.15
# What it keeps where the values are right, but not in the dtype of the inputs.
DTYPE = 0.5
ROW, COLUMN = (1, 3, 4, 1), (3, 4, 5, 1)  # N, D_in, H, D_out


def tensors(*arrays):
    """The same as tensors."""
    return [torch.tensor(array) for array in arrays]


@pytest.mark.points(6)
def test_scalar_gradients(student, expect):
    """scalar_gradients returns dy/dx, dy/dw and dy/db, in this order

    zh: scalar_gradients 依次返回 dy/dx、dy/dw 和 dy/db
    """
    expect.partial_credit(dy_dx=ONE_WRONG, dy_dw=ONE_WRONG, dy_db=ONE_WRONG)
    for x, w, b in [(2.0, 3.0, 1.0), (-0.5, 0.25, 4.0)]:
        got = expect.values(student.scalar_gradients(x, w, b), "dy_dx", "dy_dw", "dy_db")
        expect.number(got, dy_dx=w, dy_dw=x, dy_db=1.0)


@pytest.mark.points(8)
def test_loss_is_part_of_the_graph(student, expect):
    """loss: a 0-d tensor with the right value, through which gradients flow to w1 and w2

    zh: loss：值正确的 0 维张量，梯度能穿过它流到 w1 和 w2
    """
    expect.partial_credit(loss=ONE_WRONG, w1=ONE_WRONG, w2=ONE_WRONG, dtype=DTYPE)
    cut = either(
        "is not reached by any gradient: the graph is cut between it and the loss",
        "没有得到梯度：它与损失之间的计算图被切断了",
    )
    x, *rest = two_layer.small()
    others = [two_layer.small(sizes=sizes) for sizes in (ROW, COLUMN)]
    # The last one's hidden units go far beyond 1.
    for network in ((x, *rest), *others, (9 * x, *rest)):
        given = tensors(*network)
        value, gradients = student.loss.with_gradients(*given, by=(2, 3))
        tensor = isinstance(value, torch.Tensor) and value.dim() == 0
        expect.true("loss", tensor, either("is not a tensor of no dimension", "不是 0 维张量"))
        expect.number(value, loss=two_layer.loss_of(*network))
        expect.dtype(given[0], loss=value)
        for name, gradient, want in zip(
            ("w1", "w2"), gradients, tensors(*two_layer.numerical_gradients(*network)), strict=True
        ):
            expect.true(name, isinstance(gradient, torch.Tensor), cut)
            if isinstance(gradient, torch.Tensor):
                expect.arrays(gradient, **{name: want})


@pytest.mark.points(8)
@pytest.mark.composes("loss")
def test_gradients_match_differences(student, expect):
    """gradients for w1 and w2, against finite differences and Euler's identity

    zh: gradients：对 w1 和 w2 的梯度，与有限差分和欧拉恒等式比较
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG, dtype=DTYPE)
    for network in (two_layer.small(), two_layer.small(sizes=ROW)):
        given = tensors(*network)
        grad_w1, grad_w2 = tensors(*two_layer.numerical_gradients(*network))
        got = expect.values(student.gradients(*given), "grad_w1", "grad_w2")
        expect.arrays(got, grad_w1=grad_w1, grad_w2=grad_w2)
        expect.dtype(given[0], grad_w1=got[0], grad_w2=got[1])
    network = two_layer.draw((64, 1000, 100, 10), 7, "float32")
    gradients = expect.values(student.gradients(*tensors(*network)), "grad_w1", "grad_w2")
    for name, gradient, weight in zip(("grad_w1", "grad_w2"), gradients, network[2:], strict=True):
        whole = isinstance(gradient, torch.Tensor) and tuple(gradient.shape) == weight.shape
        shape = weight.shape
        expect.true(
            name, whole, either(f"is not a tensor of shape {shape}", f"不是形状为 {shape} 的张量")
        )
    if expect.share == 1:
        error = two_layer.euler_error(
            network, *(gradient.double().numpy() for gradient in gradients)
        )
        words = either(
            "breaks Euler's identity at the lesson's size", "在课程的尺寸下不满足欧拉恒等式"
        )
        expect.true("grad_w1", error < 1e-4, words)


@pytest.mark.points(6)
@pytest.mark.composes("loss")
def test_gradients_twice(student, expect):
    """gradients: a second call with the same tensors returns the same

    zh: gradients：用同样的张量再调用一次，结果相同
    """
    expect.partial_credit(grad_w1=ONE_WRONG, grad_w2=ONE_WRONG)
    network = two_layer.small(3)
    grad_w1, grad_w2 = tensors(*two_layer.numerical_gradients(*network))
    for one in student.gradients.rounds(2, *tensors(*network)):
        expect.arrays(one.value, grad_w1=grad_w1, grad_w2=grad_w2)


@pytest.mark.points(12)
@pytest.mark.composes("loss", "gradients")
def test_train_goes_downhill(student, expect):
    """train: each step is correct, the loss falls, and losses[t] is the loss before step t

    zh: train：每一步都正确，损失下降，losses[t] 是第 t 步之前的损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5, dtype=DTYPE)
    two_layer.expect_training(student, expect, torch.tensor)
