"""nn, optim and your own Module: the two-layer network from PyTorch's parts.

Shapes: x (N, d_in), y (N, d_out), float32. The layers have no bias. The weights are (hidden, d_in)
and (d_out, hidden): ``nn.Linear`` stores them transposed.
"""

import torch
from torch import nn


def build_sequential(d_in, hidden, d_out):
    """Build the network as an ``nn.Sequential``.

    Args:
        d_in: number of inputs.
        hidden: number of hidden units.
        d_out: number of outputs.

    Returns:
        An ``nn.Sequential`` of Linear, ReLU and Linear, both without bias.
    """
    raise NotImplementedError(
        "join the three layers in an nn.Sequential",
        "用 nn.Sequential 连接这三层",
    )


class TwoLayerNet(nn.Module):
    """The network as a Module: ``linear1`` and ``linear2`` without bias, with ReLU in between."""

    def __init__(self, d_in, hidden, d_out):
        """Make the layers.

        Args:
            d_in: number of inputs.
            hidden: number of hidden units.
            d_out: number of outputs.
        """
        raise NotImplementedError(
            "call super().__init__(), then make linear1 and linear2 without bias",
            "先调用 super().__init__()，再做没有偏置的 linear1 和 linear2",
        )

    def forward(self, x):
        """Predict: x (N, d_in) becomes y_pred (N, d_out)."""
        raise NotImplementedError(
            "apply linear1, ReLU and linear2 to x",
            "让 x 依次经过 linear1、ReLU、linear2",
        )


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    """Train a model without an optimizer; its parameters change in place.

    Args:
        model: any ``nn.Module`` from (N, d_in) to (N, d_out).
        x: (N, d_in) inputs.
        y: (N, d_out) target.
        learning_rate: the step size, a float.
        steps: the number of steps, an int.

    Returns:
        A list of ``steps`` floats: losses[t] is the sum of squared errors before step t.
    """
    raise NotImplementedError(
        "in each step: predict, loss, zero_grad, backward, update every parameter under no_grad",
        "每一步：预测、损失、zero_grad、backward、在 no_grad 里更新每个参数",
    )


def build_optimizer(model, name, learning_rate):
    """Make the optimizer with this name for a model's parameters.

    Args:
        model: an ``nn.Module``.
        name: "sgd", "momentum", "rmsprop" or "adam".
        learning_rate: a float.

    Returns:
        The ``torch.optim`` optimizer.

    Raises:
        ValueError: for any other name.
    """
    raise NotImplementedError(
        "choose the class of torch.optim by name; raise ValueError for any other name",
        "按名字选 torch.optim 里的类；其他名字抛出 ValueError",
    )


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    """Train a model with an optimizer; its parameters change in place.

    Args:
        model: any ``nn.Module`` from (N, d_in) to (N, d_out).
        x: (N, d_in) inputs.
        y: (N, d_out) target.
        optimizer_name: a name that ``build_optimizer`` accepts.
        learning_rate: a float.
        steps: the number of steps, an int.

    Returns:
        A list of ``steps`` floats: losses[t] is the sum of squared errors before step t.
    """
    raise NotImplementedError(
        "make the optimizer once, then repeat predict, loss, zero_grad, backward, step",
        "优化器只建一次，然后反复：预测、损失、zero_grad、backward、step",
    )
