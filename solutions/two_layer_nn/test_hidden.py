"""Hidden checks: other sizes, and the trajectories of training with every optimizer, against the reference.

All numbers are drawn from the course's secret.
"""

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks import either, two_layer

NAMES = ("sgd", "momentum", "rmsprop", "adam")
NET = ("linear1.weight", "linear2.weight")
# Of the weights' change. Float32 differs from float64 by 7e-6; AdamW for Adam by 1e-2, another beta
# by 9e-4.
TRAJECTORY = 1e-4


class Twin:
    """A two-layer model here, and the same in the submission's process."""

    def __init__(self, student, sizes, seed):
        x, y, w1, w2 = two_layer.mixed(sizes, seed, np.float32)
        self.x, self.y = torch.tensor(x), torch.tensor(y)
        self.before = [torch.tensor(w1.T.copy()), torch.tensor(w2.T.copy())]
        self.theirs = student.sequential(("Linear", w1.T), ("ReLU",), ("Linear", w2.T))
        layers = [nn.Linear(*weight.T.shape, bias=False) for weight in self.before]
        for layer, weight in zip(layers, self.before, strict=True):
            layer.weight.data = weight.clone()
        self.ours = nn.Sequential(layers[0], nn.ReLU(), layers[1])

    def compare(self, expect, part):
        """Compare how far the weights went on both sides, as one part."""
        moved = [
            weight - before
            for weight, before in zip(self.theirs.weights().values(), self.before, strict=True)
        ]
        right = [
            weight.detach() - before
            for weight, before in zip(self.ours.parameters(), self.before, strict=True)
        ]
        got, want = (
            torch.cat([change.flatten() for change in changes]) for changes in (moved, right)
        )
        error = ((got - want).norm() / want.norm()).item()
        expect.true(
            part,
            bool(torch.isfinite(got).all()),
            either("leaves weights that are no numbers", "权重变成了非数"),
        )
        expect.true(part, bool(got.any()), either("does not change the weights", "没有改变权重"))
        expect.true(
            part,
            error < TRAJECTORY,
            either("does not change the weights as it should", "对权重的改变不对"),
        )


@pytest.mark.points(6)
def test_build_sequential_of_other_sizes(student, expect, rng):
    """build_sequential: what it predicts is computed from its weights

    zh: build_sequential：预测由它的权重算出
    """
    expect.partial_credit()
    for sizes in [(3, 1, 2), (1, 4, 1), (1000, 100, 10)]:
        model = expect.model(student.build_sequential(*sizes))
        expect_network(expect, model, model.weights(), *sizes, rng)


@pytest.mark.points(8)
def test_two_layer_net_of_other_sizes(student, expect, rng):
    """TwoLayerNet: what it predicts is computed from its weights

    zh: TwoLayerNet：预测由它的权重算出
    """
    names = either("the names", "名字")
    expect.partial_credit(**{names: 0.5})
    for sizes in [(3, 1, 2), (1, 4, 1), (1000, 100, 10)]:
        model = expect.model(student.TwoLayerNet(*sizes))
        weights = model.weights()
        named = set(weights) == set(NET)  # in whichever order the class defines them
        ordered = {name: weights[name] for name in NET} if named else weights
        expect_network(expect, model, ordered, *sizes, rng)
        expect.true(names, named, either("of the layers are wrong", "不对：各层的名字"))


def expect_network(expect, model, weights, d_in, hidden, d_out, rng):
    """Expect two weights and no bias, and what they predict with ReLU between.

    Gradients at inputs that are drawn here show that the prediction comes from these weights.
    """
    shapes = [tuple(weight.shape) for weight in weights.values()]
    words = either("are not two matrices of the right shapes", "不是两个形状正确的矩阵")
    right = shapes == [(hidden, d_in), (d_out, hidden)]
    expect.true(either("the parameters", "参数"), right, words)
    if not right:
        return

    w1, w2 = copies = [weight.double().requires_grad_() for weight in weights.values()]
    x = torch.tensor(rng.standard_normal((8, d_in)), dtype=torch.float32)
    output = x.double().mm(w1.t()).clamp(min=0).mm(w2.t())
    expect.arrays(model(x), **{either("the prediction", "预测"): output.detach().float()})

    wanted = dict(zip(weights, torch.autograd.grad(output.sum(), copies), strict=True))
    # They come in the order of their names.
    gradients = dict(zip(sorted(weights), model.gradients(x), strict=False))
    for name, want in wanted.items():
        expect.arrays(gradients.get(name), **{either("the gradient", "梯度"): want.float()})


@pytest.mark.points(14)
def test_train_by_hand(student, reference, expect, seed):
    """train_by_hand: weights and losses of a short training run

    zh: train_by_hand：一小段训练的权重和损失
    """
    expect.partial_credit(losses=0.5, defaults=0.8)
    for sizes, rate, steps in [
        ((6, 4, 9, 3), 1e-3, 12),
        ((64, 1000, 100, 10), 1e-7, 5),
        ((1, 3, 4, 1), 1e-2, 5),
    ]:
        twin = Twin(student, sizes, seed)
        losses = student.train_by_hand(twin.theirs, twin.x, twin.y, learning_rate=rate, steps=steps)
        expect.losses(
            losses,
            reference.train_by_hand(twin.ours, twin.x, twin.y, learning_rate=rate, steps=steps),
        )
        twin.compare(expect, "train_by_hand")
    expect.defaults(student.train_by_hand, learning_rate=1e-4, steps=500)


@pytest.mark.points(16)
def test_build_optimizer(student, reference, expect, seed):
    """build_optimizer: three steps of each optimizer, and names that it must refuse

    zh: build_optimizer：每种优化器走三步，以及必须拒绝的名字
    """
    unknown = either("an unknown name", "未知的名字")
    expect.partial_credit(**dict.fromkeys((*NAMES, unknown), 0.7))
    for number, name in enumerate(NAMES):
        for rate in (0.1, 1e-3):
            twin = Twin(student, (2, 4, 5, 3), seed + number)
            theirs = expect.optimizer(student.build_optimizer(twin.theirs, name, rate))
            ours = reference.build_optimizer(twin.ours, name, rate)
            random = torch.Generator().manual_seed(seed + number)
            for _ in range(3):
                gradients = [torch.randn(weight.shape, generator=random) for weight in twin.before]
                theirs.step(twin.theirs, gradients)
                for parameter, gradient in zip(twin.ours.parameters(), gradients, strict=True):
                    parameter.grad = gradient
                ours.step()
            twin.compare(expect, name)
    for name in ("", "SGD2", "adagrad", "lbfgs"):
        words = either("is not refused by a ValueError", "没有用 ValueError 拒绝")
        refused = student.build_optimizer.raises(twin.theirs, name, 0.1) == "ValueError"
        expect.true(unknown, refused, words)


@pytest.mark.points(16)
@pytest.mark.composes("build_optimizer")
def test_train(student, reference, expect, seed):
    """train: weights and losses of short training runs with every optimizer

    zh: train：用每种优化器各训练一小段，比较权重和损失
    """
    default = either("the default optimizer", "默认优化器")
    expect.partial_credit(**dict.fromkeys(NAMES, 0.5), **{default: 0.8}, losses=0.5, defaults=0.8)
    for name, rate in zip(NAMES, (1e-3, 1e-4, 1e-3, 1e-2), strict=True):
        for sizes, steps in [((6, 4, 9, 3), 12), ((3, 2, 4, 1), 5)]:
            twin = Twin(student, sizes, seed)
            options = {"optimizer_name": name, "learning_rate": rate, "steps": steps}
            losses = student.train(twin.theirs, twin.x, twin.y, **options)
            expect.losses(losses, reference.train(twin.ours, twin.x, twin.y, **options))
            twin.compare(expect, name)
    twin = Twin(student, (3, 2, 4, 1), seed + 1)
    student.train(twin.theirs, twin.x, twin.y, steps=3)
    reference.train(twin.ours, twin.x, twin.y, steps=3)
    twin.compare(expect, default)
    expect.defaults(student.train, learning_rate=1e-4, steps=500)
