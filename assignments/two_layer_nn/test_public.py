"""Public checks: they test your networks and loops without containing the answers.

The course computes from a network's weights what it should predict, and compares the gradients that a step reveals with
central differences of its own loss.
"""

import numpy as np
import pytest
import torch

from grader.checks import either, two_layer

NAMES = ("sgd", "momentum", "rmsprop", "adam")
NET = ("linear1.weight", "linear2.weight")


def plain_model(student, w1, w2):
    """A Sequential without biases in the submission's process; nn.Linear keeps weights transposed."""
    return student.sequential(("Linear", np.float32(w1.T)), ("ReLU",), ("Linear", np.float32(w2.T)))


def weights_of(model):
    """The weights of a two-layer model, as w1 (D_in, H) and w2 (H, D_out) in float64."""
    return [weight.double().numpy().T for weight in model.weights().values()]


def by_name(weights):
    """The weights of a TwoLayerNet, linear1's first: a class may define linear2 before it."""
    return {name: weights[name] for name in NET} if set(weights) == set(NET) else weights


def expect_network(expect, model, weights, d_in, hidden, d_out):
    """Expect a network without biases, with ReLU between its layers: by its parameters, then by what it predicts."""
    biases = either("are not two matrices: is there a bias?", "不是两个矩阵：是不是多了偏置？")
    matrices = [weight for weight in weights.values() if weight.dim() == 2]
    expect.true(either("the parameters", "参数"), len(weights) == len(matrices) == 2, biases)
    if len(weights) != 2 or len(matrices) != 2:
        return
    shapes = [tuple(weight.shape) for weight in matrices]
    right = shapes == [(hidden, d_in), (d_out, hidden)]
    expect.true(
        either("the parameters", "参数"),
        right,
        either(f"have shapes {shapes}", f"的形状是 {shapes}"),
    )
    if right:
        w1, w2 = (weight.double().numpy().T for weight in matrices)
        x = np.random.default_rng(5).standard_normal((9, d_in))
        output = torch.tensor(np.maximum(x @ w1, 0) @ w2, dtype=torch.float32)
        linear = torch.tensor(x @ w1 @ w2, dtype=torch.float32)
        got = model(torch.tensor(x, dtype=torch.float32))
        if (
            isinstance(got, torch.Tensor)
            and got.shape == linear.shape
            and torch.allclose(got, linear, atol=1e-4)
        ):
            words = either(
                "is that of a network without ReLU between its layers",
                "像是两层之间没有 ReLU 的网络",
            )
            expect.true(either("the prediction", "预测"), False, words)
        else:
            expect.arrays(got, **{either("the prediction", "预测"): output})


@pytest.mark.points(7)
def test_build_sequential(student, expect):
    """build_sequential: two linear layers without bias, ReLU between

    zh: build_sequential：两个不带偏置的线性层，中间是 ReLU
    """
    model = expect.model(student.build_sequential(7, 5, 3))
    joined = model.type_name == "Sequential"
    expect.true(
        either("the model", "模型"), joined, either("is not an nn.Sequential", "不是 nn.Sequential")
    )
    expect_network(expect, model, model.weights(), 7, 5, 3)


@pytest.mark.points(8)
def test_two_layer_net(student, expect):
    """TwoLayerNet: layers linear1 and linear2 without bias, ReLU between

    zh: TwoLayerNet：不带偏置的层 linear1 和 linear2，中间是 ReLU
    """
    model = expect.model(student.TwoLayerNet(6, 8, 2))
    names = list(model.weights())
    words = either(
        f"are called {', '.join(names) or '(there are none)'}, expected linear1.weight and linear2.weight",
        f"的名字是 {'、'.join(names) or '（没有参数）'}，应为 linear1.weight 和 linear2.weight",
    )
    expect.true(either("the parameters", "参数"), set(names) == set(NET), words)
    expect_network(expect, model, by_name(model.weights()), 6, 8, 2)


@pytest.mark.points(8)
def test_train_by_hand_goes_downhill(student, expect):
    """train_by_hand: each step is correct, the loss falls, and losses[t] is the loss before step t

    zh: train_by_hand：每一步都正确，损失下降，losses[t] 是第 t 步之前的损失
    """
    x, y, w1, w2 = two_layer.small()
    start, rate = two_layer.loss_of(x, y, w1, w2), 1e-3
    X, Y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    before = [np.float32(weight).astype(np.float64) for weight in (w1, w2)]
    for steps in (1, 2):  # the second step shows whether the first one's gradients are gone
        model = plain_model(student, w1, w2)
        losses = student.train_by_hand(model, X, Y, rate, steps)
        expect.losses(losses, [start] if steps == 1 else [start, two_layer.loss_of(x, y, *before)])
        gradients = two_layer.numerical_gradients(x, y, *before)
        for name, new, old, gradient in zip(
            ("w1", "w2"), weights_of(model), before, gradients, strict=True
        ):
            change = either(f"the change of {name}", f"{name} 的变化")
            expect.arrays(
                torch.tensor(new - old), tolerance=1e-3, **{change: torch.tensor(-rate * gradient)}
            )
        before = [weight.copy() for weight in weights_of(model)]
    expect_falling(expect, student.train_by_hand, plain_model(student, w1, w2), X, Y, rate, 20)


def expect_falling(expect, train, model, X, Y, *options):
    """Expect 20 steps to lower the loss, by the weights, and the losses that are returned to say so."""
    before = two_layer.loss_of(X.numpy(), Y.numpy(), *weights_of(model))
    losses = expect.numbers(train(model, X, Y, *options), 20)
    expect.curve(losses)
    after = two_layer.loss_of(X.numpy(), Y.numpy(), *weights_of(model))
    words = either("have not lowered the loss in 20 steps", "20 步后损失没有降低")
    expect.true(either("the weights", "权重"), after < before, words)
    falling = losses[-1] < losses[0]
    expect.true("losses", falling, either("do not fall", "没有下降"))
    expect.true(
        "losses",
        abs(losses[0] / before - 1) < 1e-3,
        either("do not begin with the first", "不是从初始损失开始"),
    )


@pytest.mark.points(8)
def test_build_optimizer_knows_its_names(student, expect):
    """build_optimizer: an optimizer for each of four names, and ValueError for any other

    zh: build_optimizer：四个名字各给出一个优化器，其他名字抛出 ValueError
    """
    _, _, w1, w2 = two_layer.draw((3, 4, 5, 2), 9)
    random = torch.Generator().manual_seed(9)
    gradients = [torch.randn(5, 4, generator=random), torch.randn(2, 5, generator=random)]
    for name, growth in zip(NAMES, (0, 1.5, 0, 0), strict=True):
        model = plain_model(student, w1, w2)
        optimizer = expect.optimizer(student.build_optimizer(model, name, 0.01))
        steps = []
        for _ in range(2):
            before = weights_of(model)
            optimizer.step(model, gradients)
            changes = [new - old for new, old in zip(weights_of(model), before, strict=True)]
            steps.append(
                -sum(
                    (change * gradient.numpy().T).sum()
                    for change, gradient in zip(changes, gradients, strict=True)
                )
            )
        expect.true(
            name, min(steps) > 0, either("does not move against the gradient", "没有逆着梯度移动")
        )
        words = either(
            "gains no momentum where the gradient stays the same", "在梯度不变时没有积累动量"
        )
        expect.true(name, steps[1] > growth * steps[0], words)
    model = plain_model(student, w1, w2)
    raised = student.build_optimizer.raises(model, "nonsense", 0.01)
    words = either("is not refused by a ValueError", "没有用 ValueError 拒绝")
    expect.true(either("an unknown name", "未知的名字"), raised == "ValueError", words)


@pytest.mark.points(9)
@pytest.mark.composes("build_optimizer")
def test_train_goes_downhill(student, expect):
    """train: with each optimizer the loss falls, and losses[t] is the loss before step t

    zh: train：用每种优化器损失都下降，losses[t] 是第 t 步之前的损失
    """
    x, y, w1, w2 = two_layer.draw((16, 6, 10, 3), 10)
    X, Y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    for name, rate in zip(NAMES, (1e-3, 1e-4, 1e-3, 1e-3), strict=True):
        expect_falling(expect, student.train, plain_model(student, w1, w2), X, Y, name, rate, 20)
