"""Public checks: they test your networks and loops without containing the answers.

The course computes from a network's weights what it should predict, and compares training with steps along central
differences of its own loss. What an optimizer does under a constant gradient can be worked out by hand.
"""

import numpy as np
import pytest
import torch

from grader.checks import either, two_layer

NAMES = ("sgd", "momentum", "rmsprop", "adam")
NET = ("linear1.weight", "linear2.weight")
SIZES, COLUMN = (3, 4, 5, 2), (3, 4, 5, 1)  # N, D_in, H, D_out
ONE_WRONG = 0.15  # what a check keeps where one of two weights is wrong
# Under the constant gradient g, the steps are these multiples of learning_rate * g; those of the last two, whose
# steps do not depend on the gradient's size, of learning_rate * sign(g).
STEPS = {
    "sgd": (1, 1, 1),
    "momentum": (1, 1.9, 2.71),
    "rmsprop": (0.01**-0.5, 0.0199**-0.5, 0.029701**-0.5),
    "adam": (1, 1, 1),
}
BY_SIGN = ("rmsprop", "adam")
STEP = 1e-6  # of differences: hidden units may be close to ReLU's kink


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
    """Expect a network without biases, with ReLU between its layers.

    Its parameters show it, what it predicts, and that gradients reach both layers.
    """
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
    if not right:
        return
    w1, w2 = (weight.double().numpy().T for weight in matrices)
    # So large that hidden units are beyond 1 as well.
    x = 9 * np.random.default_rng(5).standard_normal((9, d_in))
    for rows in (x, x[:1]):
        expect_prediction(expect, model, rows, w1, w2)
    gradients = model.gradients(torch.tensor(x, dtype=torch.float32))
    words = either(
        "do not reach both layers: the graph is cut between them",
        "没有到达两层：计算图在中间被切断了",
    )
    part = either("the gradient", "梯度")
    tensors = [gradient for gradient in gradients if isinstance(gradient, torch.Tensor)]
    reached = len(tensors) == len(gradients) == len(weights)
    expect.true(part, reached, words)
    if reached:
        x = np.float32(x).astype(np.float64)

        def total():
            return (np.maximum(x @ w1, 0) @ w2).sum()

        differences = {
            name: two_layer.numerical_gradient(total, matrix, STEP)
            for name, matrix in zip(weights, (w1, w2), strict=True)
        }
        # They come in the order of their names.
        for name, gradient in zip(sorted(weights), gradients, strict=True):
            right = torch.tensor(differences[name].T, dtype=torch.float32)
            expect.arrays(gradient, tolerance=1e-3, **{part: right})


def expect_prediction(expect, model, x, w1, w2):
    """Expect what a network with these weights predicts."""
    output = torch.tensor(np.maximum(x @ w1, 0) @ w2, dtype=torch.float32)
    linear = torch.tensor(x @ w1 @ w2, dtype=torch.float32)
    got = model(torch.tensor(x, dtype=torch.float32))
    part = either("the prediction", "预测")
    if (
        isinstance(got, torch.Tensor)
        and got.shape == linear.shape
        and torch.allclose(got, linear, atol=1e-4)
        and not torch.allclose(output, linear, atol=1e-4)
    ):
        words = either(
            "is that of a network without ReLU between its layers",
            "像是两层之间没有 ReLU 的网络",
        )
        expect.true(part, False, words)
    else:
        expect.arrays(got, **{part: output})


@pytest.mark.points(7)
def test_build_sequential(student, expect):
    """build_sequential: two linear layers without bias, ReLU between

    zh: build_sequential：两个不带偏置的线性层，中间是 ReLU
    """
    expect.partial_credit(**{either("the model", "模型"): 0.5})
    for sizes in [(7, 5, 3), (3, 8, 1)]:
        model = expect.model(student.build_sequential(*sizes))
        joined = model.type_name == "Sequential"
        words = either("is not an nn.Sequential", "不是 nn.Sequential")
        expect.true(either("the model", "模型"), joined, words)
        expect_network(expect, model, model.weights(), *sizes)


@pytest.mark.points(8)
def test_two_layer_net(student, expect):
    """TwoLayerNet: layers linear1 and linear2 without bias, ReLU between

    zh: TwoLayerNet：不带偏置的层 linear1 和 linear2，中间是 ReLU
    """
    expect.partial_credit(**{either("the names", "名字"): 0.5})
    for sizes in [(6, 8, 2), (3, 8, 1)]:
        model = expect.model(student.TwoLayerNet(*sizes))
        names = list(model.weights())
        words = either(
            f"of the parameters are {', '.join(names) or '(there are none)'}, "
            "expected linear1.weight and linear2.weight",
            f"不对：参数是 {'、'.join(names) or '（没有参数）'}，应为 linear1.weight 和 linear2.weight",
        )
        named = set(names) == set(NET)
        expect.true(either("the names", "名字"), named, words)
        expect_network(expect, model, by_name(model.weights()), *sizes)


@pytest.mark.points(8)
def test_train_by_hand_goes_downhill(student, expect):
    """train_by_hand: each step is correct, the loss falls, and losses[t] is the loss before step t

    zh: train_by_hand：每一步都正确，损失下降，losses[t] 是第 t 步之前的损失
    """
    expect.partial_credit(w1=ONE_WRONG, w2=ONE_WRONG, losses=0.5)
    # The second step shows whether the first one's gradients are gone.
    for sizes, learning_rate, steps in ((SIZES, 1e-3, 1), (COLUMN, 1e-3, 1), (SIZES, 5e-4, 3)):
        x, y, w1, w2 = rounded(two_layer.small(sizes=sizes))
        X, Y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
        model = plain_model(student, w1, w2)
        losses = student.train_by_hand(model, X, Y, learning_rate, steps)
        right_w1, right_w2, right_losses = two_layer.numerical_training(
            x, y, w1, w2, learning_rate, steps
        )
        expect.losses(losses, right_losses)
        expect.changes(weights_of(model), (w1, w2), tolerance=1e-3, w1=right_w1, w2=right_w2)
    if not expect.faults:
        losses = student.train_by_hand(plain_model(student, w1, w2), X, Y, 1e-3, 20)
        falling = expect.numbers(losses, 20)
        expect.curve(falling)
        expect.true("losses", falling[-1] < falling[0], either("do not fall", "没有下降"))
        model = plain_model(student, w1, w2)
        losses = student.train_by_hand(model, X, Y, two_layer.TINY_RATE, two_layer.FEW_STEPS)
        two_layer.expect_all_steps(expect, losses)


def rounded(arrays):
    """Arrays as a float32 model holds them, in float64."""
    return [np.float32(array).astype(np.float64) for array in arrays]


@pytest.mark.points(8)
def test_build_optimizer_knows_its_names(student, expect):
    """build_optimizer: an optimizer for each of four names, and ValueError for any other

    zh: build_optimizer：四个名字各给出一个优化器，其他名字抛出 ValueError
    """
    unknown = either("an unknown name", "未知的名字")
    expect.partial_credit(**dict.fromkeys((*NAMES, unknown), 0.7))
    _, _, w1, w2 = two_layer.draw((3, 4, 5, 2), 9)
    gradients = [torch.full((5, 4), 2.0), torch.full((2, 5), -0.5)]
    gradients[0][0] = -1.0
    for name in NAMES:
        for learning_rate in (0.01, 0.1):
            model = plain_model(student, w1, w2)
            optimizer = expect.optimizer(student.build_optimizer(model, name, learning_rate))
            for factor in STEPS[name]:
                before = weights_of(model)
                optimizer.step(model, gradients)
                for new, old, gradient in zip(weights_of(model), before, gradients, strict=True):
                    step = (gradient.sign() if name in BY_SIGN else gradient).numpy().T
                    expect_step(expect, name, new - old, -learning_rate * factor * step)
    model = plain_model(student, w1, w2)
    raised = student.build_optimizer.raises(model, "nonsense", 0.01)
    words = either("is not refused by a ValueError", "没有用 ValueError 拒绝")
    if raised:
        words = either(f"raises {raised}, not ValueError", f"抛出的是 {raised}，不是 ValueError")
    expect.true(unknown, raised == "ValueError", words)


def expect_step(expect, name, change, right):
    """Expect a change of the weights."""
    against = bool((change * right).sum() > 0)
    words = either("does not move against the gradient", "没有逆着梯度移动")
    expect.true(name, against, words)
    error = np.linalg.norm(change - right) / np.linalg.norm(right)
    words = either(
        "does not move by what it should where the gradient stays the same",
        "在梯度不变时移动的距离不对",
    )
    expect.true(name, bool(error < 1e-3), words)


@pytest.mark.points(9)
@pytest.mark.composes("build_optimizer")
def test_train_goes_downhill(student, expect):
    """train: with each optimizer the loss falls, and losses[t] is the loss before step t

    zh: train：用每种优化器损失都下降，losses[t] 是第 t 步之前的损失
    """
    expect.partial_credit(**dict.fromkeys(NAMES, 0.5), losses=0.5)
    x, y, w1, w2 = rounded(two_layer.small())
    X, Y = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    for name, momentum in (("sgd", 0.0), ("momentum", 0.9)):
        model = plain_model(student, w1, w2)
        losses = student.train(model, X, Y, name, 5e-4, 3)
        *right, right_losses = two_layer.numerical_training(x, y, w1, w2, 5e-4, 3, momentum)
        expect.losses(losses, right_losses)
        for new, old, wanted in zip(weights_of(model), (w1, w2), right, strict=True):
            expect_step(expect, name, new - old, wanted - old)
    # Where nothing is right, the other optimizers would only take time.
    assert expect.shares["sgd"] or expect.shares["losses"], either("; ", "；").join(expect.faults)
    # Their first step depends on the gradient's sign alone.
    signs = [np.sign(np.round(g, 4)) for g in two_layer.numerical_gradients(x, y, w1, w2)]
    for name in BY_SIGN:
        model = plain_model(student, w1, w2)
        expect.losses(student.train(model, X, Y, name, 1e-3, 1), [two_layer.loss_of(x, y, w1, w2)])
        for new, old, sign in zip(weights_of(model), (w1, w2), signs, strict=True):
            expect_step(expect, name, new - old, -1e-3 * STEPS[name][0] * sign)
    if not expect.faults:
        for name, learning_rate in zip(NAMES, (1e-3, 1e-4, 1e-3, 1e-3), strict=True):
            losses = student.train(plain_model(student, w1, w2), X, Y, name, learning_rate, 20)
            falling = expect.numbers(losses, 20)
            expect.curve(falling)
            expect.true("losses", falling[-1] < falling[0], either("do not fall", "没有下降"))
        model = plain_model(student, w1, w2)
        losses = student.train(model, X, Y, "sgd", two_layer.TINY_RATE, two_layer.FEW_STEPS)
        two_layer.expect_all_steps(expect, losses)
