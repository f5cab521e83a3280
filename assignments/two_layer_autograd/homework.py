"""Let autograd do it: PyTorch computes the gradients of the same two-layer network.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out). Tensors are float32 or float64, and
results keep that dtype. You get w1 and w2 as plain tensors without ``requires_grad``; do not change
their values.

交给 autograd：同样的两层网络，由 PyTorch 计算梯度

形状：x (N, D_in)，y (N, D_out)，w1 (D_in, H)，w2 (H, D_out)。
张量是 float32 或 float64，结果的 dtype 要与输入相同。
传进来的 w1 和 w2 是普通张量，没有 ``requires_grad``；不要改动它们的值。
"""

import torch


def scalar_gradients(x, w, b):
    """Differentiate y = w * x + b with autograd.

    Args:
        x, w, b: floats.

    Returns:
        (dy/dx, dy/dw, dy/db), three floats in this order.

    用 autograd 求 y = w * x + b 的导数。

    参数：
        x, w, b: float。

    返回：
        (dy/dx, dy/dw, dy/db)，按此顺序的三个 float。
    """
    raise NotImplementedError(
        "make three tensors that require gradients, compute y, call backward, return each .grad",
        "做三个需要梯度的张量，算出 y，调用 backward，返回各自的 .grad",
    )


def loss(x, y, w1, w2):
    """Compute the forward pass and the loss.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        The sum (not the mean) of the squared errors, a 0-d tensor through which gradients flow to
        w1 and w2.

    做前向传播，并计算损失。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的权重，形状为 (D_in, H)。
        w2: 输出层的权重，形状为 (H, D_out)。

    返回：
        误差的平方和（不是平均值），0 维张量；梯度能从中流到 w1 和 w2。
    """
    raise NotImplementedError(
        "multiply by w1, apply ReLU, multiply by w2, sum the squared errors",
        "乘以 w1，做 ReLU，乘以 w2，再求误差的平方和",
    )


def gradients(x, y, w1, w2):
    """Compute the gradients of the loss with respect to both weights, with autograd.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) weights of the hidden layer, without ``requires_grad``.
        w2: (H, D_out) weights of the output layer, without ``requires_grad``.

    Returns:
        (grad_w1, grad_w2): with the shapes of w1 and w2, and correct at every call.

    用 autograd 计算损失对两个权重的梯度。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的权重，形状为 (D_in, H)，没有 ``requires_grad``。
        w2: 输出层的权重，形状为 (H, D_out)，没有 ``requires_grad``。

    返回：
        (grad_w1, grad_w2)：形状与 w1、w2 相同，每次调用都要正确。
    """
    raise NotImplementedError(
        "make copies of w1 and w2 that require gradients, call backward on the loss, return both .grad",
        "复制出需要梯度的 w1 和 w2，对损失调用 backward，返回两个 .grad",
    )


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Train the network with autograd's gradients.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) initial weights of the hidden layer.
        w2: (H, D_out) initial weights of the output layer.
        learning_rate: the step size, a float.
        steps: the number of steps, an int.

    Returns:
        (w1, w2, losses): the trained weights, and a list of ``steps`` floats; losses[t] is the loss
        before step t.

    用 autograd 算出的梯度训练网络。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的初始权重，形状为 (D_in, H)。
        w2: 输出层的初始权重，形状为 (H, D_out)。
        learning_rate: 学习率（步长），float。
        steps: 步数，int。

    返回：
        (w1, w2, losses)：训练好的权重，以及 ``steps`` 个 float 的列表；
        losses[t] 是第 t 步更新之前的损失。
    """
    raise NotImplementedError(
        "in each step: loss, backward, update under no_grad, zero the gradients; keep every loss",
        "每一步：损失、backward、在 no_grad 里更新、梯度清零；记下每个损失",
    )
