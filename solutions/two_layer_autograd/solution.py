"""Let autograd do it: PyTorch computes the gradients of the same two-layer network.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out). Tensors are float32 or float64, and
results keep that dtype. You get w1 and w2 as plain tensors without ``requires_grad``; do not change
their values.

zh: 交给 autograd：同样的两层网络，由 PyTorch 计算梯度

形状：x (N, D_in)，y (N, D_out)，w1 (D_in, H)，w2 (H, D_out)。
张量是 float32 或 float64，结果的 dtype 要与输入相同。
传进来的 w1 和 w2 是普通张量，没有 ``requires_grad``；不要改动它们的值。
"""

# %%
import torch

# %% [markdown]
# ## `scalar_gradients(x, w, b)`
#
# The smallest graph: $y = w\,x + b$ with three numbers. Make a tensor with `requires_grad=True` from
# each, compute $y$, call `y.backward()`, and read the `.grad` of each. You know the correct
# gradients: $w$, $x$ and $1$.
#
# 最小的计算图：三个数的 $y = w\,x + b$。把它们各自变成 `requires_grad=True` 的张量，算出 $y$，调用 `y.backward()`，再读取各自的
# `.grad`。正确的梯度心算就能得到：$w$、$x$、$1$。


# %%
def scalar_gradients(x, w, b):
    """Differentiate y = w * x + b with autograd.

    Args:
        x, w, b: floats.

    Returns:
        (dy/dx, dy/dw, dy/db), three floats in this order.

    zh: 用 autograd 求 y = w * x + b 的导数。

    参数：
        x, w, b: float。

    返回：
        (dy/dx, dy/dw, dy/db)，按此顺序的三个 float。
    """
    # BEGIN SOLUTION: make three tensors that require gradients, compute y, call backward, return each .grad
    # zh: 做三个需要梯度的张量，算出 y，调用 backward，返回各自的 .grad
    leaves = [torch.tensor(float(value), requires_grad=True) for value in (x, w, b)]
    y = leaves[1] * leaves[0] + leaves[2]
    y.backward()
    return tuple(leaf.grad.item() for leaf in leaves)
    # END SOLUTION


# %% [markdown]
# ## `loss(x, y, w1, w2)`
#
# $L = \sum (\max(x\,w_1, 0)\,w_2 - y)^2$, written with tensor operations only, so that autograd can
# follow. Return a 0-d tensor: `item()` or `detach()` would cut it from the graph.
#
# 只用张量运算写出来，autograd 才能跟踪。结果是 0 维张量：`item()` 或 `detach()` 会把它从计算图上切断。


# %%
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

    zh: 做前向传播，并计算损失。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的权重，形状为 (D_in, H)。
        w2: 输出层的权重，形状为 (H, D_out)。

    返回：
        误差的平方和（不是平均值），0 维张量；梯度能从中流到 w1 和 w2。
    """
    # BEGIN SOLUTION: multiply by w1, apply ReLU, multiply by w2, sum the squared errors
    # zh: 乘以 w1，做 ReLU，乘以 w2，再求误差的平方和
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2).sum()
    # END SOLUTION


# %% [markdown]
# ## `gradients(x, y, w1, w2)`
#
# Autograd now does what you wrote by hand before: `loss(…).backward()` computes `w1.grad` and
# `w2.grad`. Note that `.grad` *accumulates*: if the function is called twice with the same tensors,
# the second result must be correct too. The simplest way is to work on your own copies,
# `w1.clone().requires_grad_()`.
#
# 以前手写的推导，现在交给 autograd：`loss(…).backward()` 会填好 `.grad`。注意 `.grad` 会*累加*：对同样的张量调用两次，第二次的
# 结果也必须正确。最简单的办法是在自己的副本上计算：`w1.clone().requires_grad_()`。


# %%
def gradients(x, y, w1, w2):
    """Compute the gradients of the loss with respect to both weights, with autograd.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) weights of the hidden layer, without ``requires_grad``.
        w2: (H, D_out) weights of the output layer, without ``requires_grad``.

    Returns:
        (grad_w1, grad_w2): with the shapes of w1 and w2, and correct at every call.

    zh: 用 autograd 计算损失对两个权重的梯度。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的权重，形状为 (D_in, H)，没有 ``requires_grad``。
        w2: 输出层的权重，形状为 (H, D_out)，没有 ``requires_grad``。

    返回：
        (grad_w1, grad_w2)：形状与 w1、w2 相同，每次调用都要正确。
    """
    # BEGIN SOLUTION: make copies of w1 and w2 that require gradients, call backward on the loss, return both .grad
    # zh: 复制出需要梯度的 w1 和 w2，对损失调用 backward，返回两个 .grad
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    loss(x, y, w1, w2).backward()
    return w1.grad, w2.grad
    # END SOLUTION


# %% [markdown]
# ## `train(x, y, w1, w2, learning_rate, steps)`
#
# In each step: the loss, `backward()`, then the update $w \leftarrow w - \eta\,w\text{.grad}$ within
# `torch.no_grad()` (an update is not part of the graph); then set the gradients to zero, or the next
# step adds to them. Record each loss as a number (`item()`): a list of tensors would keep every graph
# in memory. Train copies, not the caller's tensors.
#
# 每一步：算损失、`backward()`、在 `torch.no_grad()` 里更新（更新不属于计算图），再把梯度清零，否则下一步会累加上去。损失用 `item()`
# 记成数字。训练副本，不要改动传入的张量。


# %%
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

    zh: 用 autograd 算出的梯度训练网络。

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
    # BEGIN SOLUTION: in each step: loss, backward, update under no_grad, zero the gradients; keep every loss
    # zh: 每一步：损失、backward、在 no_grad 里更新、梯度清零；记下每个损失
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        current = loss(x, y, w1, w2)
        losses.append(current.item())
        current.backward()
        with torch.no_grad():
            for w in (w1, w2):
                w -= learning_rate * w.grad
                w.grad.zero_()
    return w1.detach(), w2.detach(), losses
    # END SOLUTION
