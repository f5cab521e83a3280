"""nn, optim and your own Module: the two-layer network from PyTorch's parts.

Shapes: x (N, d_in), y (N, d_out), float32. The layers have no bias. The weights are (hidden, d_in)
and (d_out, hidden): ``nn.Linear`` stores them transposed.

nn、optim 和自己的 Module：用 PyTorch 的部件搭建两层网络

形状：x (N, d_in)，y (N, d_out)，float32。各层不带偏置。
权重的形状是 (hidden, d_in) 和 (d_out, hidden)：``nn.Linear`` 保存的是转置。
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

    用 ``nn.Sequential`` 搭建网络。

    参数：
        d_in: 输入的个数。
        hidden: 隐藏单元的个数。
        d_out: 输出的个数。

    返回：
        ``nn.Sequential``：Linear、ReLU、Linear，两个线性层都不带偏置。
    """
    raise NotImplementedError(
        "join the three layers in an nn.Sequential",
        "用 nn.Sequential 连接这三层",
    )


class TwoLayerNet(nn.Module):
    """The network as a Module: ``linear1`` and ``linear2`` without bias, with ReLU in between.

    写成 Module 的网络：``linear1`` 和 ``linear2`` 不带偏置，中间是 ReLU。
    """

    def __init__(self, d_in, hidden, d_out):
        """Make the layers.

        Args:
            d_in: number of inputs.
            hidden: number of hidden units.
            d_out: number of outputs.

        创建各层。

        参数：
            d_in: 输入的个数。
            hidden: 隐藏单元的个数。
            d_out: 输出的个数。
        """
        raise NotImplementedError(
            "call super().__init__(), then make linear1 and linear2 without bias",
            "先调用 super().__init__()，再做没有偏置的 linear1 和 linear2",
        )

    def forward(self, x):
        """Predict: x (N, d_in) becomes y_pred (N, d_out).

        预测：由 x (N, d_in) 得到 y_pred (N, d_out)。
        """
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

    不用优化器训练模型；它的参数原地改变。

    参数：
        model: 任意 ``nn.Module``，由 (N, d_in) 得到 (N, d_out)。
        x: 输入，形状为 (N, d_in)。
        y: 目标输出，形状为 (N, d_out)。
        learning_rate: 学习率（步长），float。
        steps: 步数，int。

    返回：
        ``steps`` 个 float 的列表：losses[t] 是第 t 步更新之前的误差平方和。
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

    按名字为模型的参数创建优化器。

    参数：
        model: 一个 ``nn.Module``。
        name: "sgd"、"momentum"、"rmsprop" 或 "adam"。
        learning_rate: 学习率，float。

    返回：
        ``torch.optim`` 的优化器。

    抛出：
        ValueError: 名字不是以上四个。
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

    用优化器训练模型；它的参数原地改变。

    参数：
        model: 任意 ``nn.Module``，由 (N, d_in) 得到 (N, d_out)。
        x: 输入，形状为 (N, d_in)。
        y: 目标输出，形状为 (N, d_out)。
        optimizer_name: ``build_optimizer`` 接受的名字。
        learning_rate: 学习率，float。
        steps: 步数，int。

    返回：
        ``steps`` 个 float 的列表：losses[t] 是第 t 步更新之前的误差平方和。
    """
    raise NotImplementedError(
        "make the optimizer once, then repeat predict, loss, zero_grad, backward, step",
        "优化器只建一次，然后反复：预测、损失、zero_grad、backward、step",
    )
