"""Public checks: they test your gradients without containing the answers.

They are compared with central differences of the course's own loss, in float64.
"""

import pytest
import torch

from grader.checks import either, two_layer


def tensors(*arrays):
    """The same as tensors."""
    return [torch.tensor(array) for array in arrays]


@pytest.mark.points(6)
def test_scalar_gradients(student, expect):
    """scalar_gradients returns dy/dx, dy/dw and dy/db, in this order

    zh: scalar_gradients 依次返回 dy/dx、dy/dw 和 dy/db
    """
    for x, w, b in [(2.0, 3.0, 1.0), (-0.5, 0.25, 4.0)]:
        got = expect.values(student.scalar_gradients(x, w, b), "dy_dx", "dy_dw", "dy_db")
        expect.number(got, dy_dx=w, dy_dw=x, dy_db=1.0)


@pytest.mark.points(8)
def test_loss_is_part_of_the_graph(student, expect):
    """loss: a 0-d tensor with the right value, through which gradients flow to w1 and w2

    zh: loss：值正确的 0 维张量，梯度能穿过它流到 w1 和 w2
    """
    network = two_layer.small()
    value, gradients = student.loss.with_gradients(*tensors(*network), by=(2, 3))
    tensor = isinstance(value, torch.Tensor) and value.dim() == 0
    expect.true("loss", tensor, either("is not a tensor of no dimension", "不是 0 维张量"))
    expect.number(value, loss=two_layer.loss_of(*network))
    cut = either(
        "is not reached by any gradient: the graph is cut between it and the loss",
        "没有得到梯度：它与损失之间的计算图被切断了",
    )
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
    network = two_layer.small()
    grad_w1, grad_w2 = tensors(*two_layer.numerical_gradients(*network))
    expect.arrays(student.gradients(*tensors(*network)), grad_w1=grad_w1, grad_w2=grad_w2)
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
    x, y, w1, w2 = two_layer.small()
    start, rate = two_layer.loss_of(x, y, w1, w2), 1e-3
    before = (w1, w2)
    for steps in (1, 2):  # the second step shows whether the first one's gradients are gone
        *after, losses = expect.values(
            student.train(*tensors(x, y, w1, w2), rate, steps), "w1", "w2", "losses"
        )
        expect.losses(losses, [start] if steps == 1 else [start, two_layer.loss_of(x, y, *before)])
        for name, new, old, gradient in zip(
            ("w1", "w2"), after, before, two_layer.numerical_gradients(x, y, *before), strict=True
        ):
            whole = isinstance(new, torch.Tensor) and tuple(new.shape) == old.shape
            shape = old.shape
            expect.true(
                name,
                whole,
                either(f"is not a tensor of shape {shape}", f"不是形状为 {shape} 的张量"),
            )
            if whole:
                change = either(f"the change of {name}", f"{name} 的变化")
                expect.arrays(
                    new - torch.tensor(old),
                    tolerance=1e-4,
                    **{change: torch.tensor(-rate * gradient)},
                )
        assert not expect.faults, "; ".join(expect.faults)
        before = [weight.double().numpy() for weight in after]
    w1_after, w2_after, losses = expect.values(
        student.train(*tensors(x, y, w1, w2), rate, 20), "w1", "w2", "losses"
    )
    end = two_layer.loss_of(x, y, w1_after.numpy(), w2_after.numpy())
    words = either("have not lowered the loss in 20 steps", "20 步后损失没有降低")
    expect.true(either("the weights", "权重"), end < 0.9 * start, words)
    falling = expect.numbers(losses, 20)
    expect.curve(falling)
    expect.true("losses", falling[-1] < falling[0], either("do not fall", "没有下降"))
