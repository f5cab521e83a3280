"""Backprop by hand on torch tensors: the same network without biases as in NumPy, with the sum of
squared errors as its loss.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out); h and h_relu (N, H);
y_pred (N, D_out).
Tensors are float32 or float64, on the CPU or a GPU; results stay in that dtype and on that device.
Autograd is switched off while your functions are graded: write every gradient yourself.

zh: 用 torch 张量手写反向传播

与 NumPy 作业相同的网络，没有偏置，损失是误差的平方和。

形状：x (N, D_in)，y (N, D_out)，w1 (D_in, H)，w2 (H, D_out)；
h 和 h_relu (N, H)，y_pred (N, D_out)。
张量是 float32 或 float64，在 CPU 或 GPU 上；
结果的 dtype 和设备都要与输入相同。
评分时自动求导是关闭的：每个梯度都要自己写。
"""

# %%
import torch

# %% [markdown]
# ## `forward(x, w1, w2)`
#
# $h = x\,w_1$, then $h_\text{relu} = \max(h, 0)$ element by element, then $\hat y =
# h_\text{relu}\,w_2$. Return all three: the backward pass needs them. `mm` multiplies tensors as
# matrices; `clamp(min=0)` is ReLU.
#
# 张量的矩阵乘法是 `mm`，ReLU 可以用 `clamp(min=0)`。
# 依次计算 $h = x\,w_1$、逐元素的 $h_\text{relu} = \max(h, 0)$、$\hat y = h_\text{relu}\,w_2$，三个都要返回：反向传播时用得到。


# %%
def forward(x, w1, w2):
    """Compute the forward pass.

    Args:
        x: (N, D_in) inputs.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (h, h_relu, y_pred): the hidden layer before ReLU (N, H) and after it (N, H), and the
        prediction (N, D_out).

    zh: 做一次前向传播。

    参数：
        x: 输入，形状为 (N, D_in)。
        w1: 隐藏层的权重，形状为 (D_in, H)。
        w2: 输出层的权重，形状为 (H, D_out)。

    返回：
        (h, h_relu, y_pred)：ReLU 之前和之后的隐藏层，形状都是 (N, H)；
        以及预测值，形状为 (N, D_out)。
    """
    # BEGIN SOLUTION: compute h, then h_relu, then y_pred, and return all three
    # zh: 依次算出 h、h_relu、y_pred，三个都返回
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred
    # END SOLUTION


# %% [markdown]
# ## `squared_error(y_pred, y)`
#
# $L = \sum_{n,k} (\hat y_{nk} - y_{nk})^2$: the *sum* over all elements, not the mean, as one plain
# number: `item()` converts a tensor to one.
#
# 所有元素误差平方的*总和*（不是平均值），用 `item()` 从张量里取出，返回一个普通的数。


# %%
def squared_error(y_pred, y):
    """Compute the loss.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) target.

    Returns:
        The loss, a float: the sum (not the mean) of the squared errors.

    zh: 计算损失。

    参数：
        y_pred: 预测值，形状为 (N, D_out)。
        y: 目标输出，形状为 (N, D_out)。

    返回：
        损失，float：误差的平方和（不是平均值）。
    """
    # BEGIN SOLUTION: add up the squares of all errors, and return a float
    # zh: 把所有误差的平方加起来，返回一个 float
    return (y_pred - y).pow(2).sum().item()
    # END SOLUTION


# %% [markdown]
# ## `loss_backward(y_pred, y)`
#
# The backward pass starts here: compute $\partial L / \partial \hat y_{nk}$. Differentiate one term
# of the sum; all other terms have the same form.
#
# 反向传播从这里开始：求 $\partial L / \partial \hat y_{nk}$。对求和中的一项求导即可，其余各项形式相同。


# %%
def loss_backward(y_pred, y):
    """Compute the gradient of the loss with respect to the prediction.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) target.

    Returns:
        grad_y_pred, (N, D_out): how fast the loss grows with each element of y_pred.

    zh: 计算损失对预测值的梯度。

    参数：
        y_pred: 预测值，形状为 (N, D_out)。
        y: 目标输出，形状为 (N, D_out)。

    返回：
        grad_y_pred，形状为 (N, D_out)：y_pred 的各元素增大时，损失增长得有多快。
    """
    # BEGIN SOLUTION: differentiate the sum of squared errors with respect to y_pred
    # zh: 求误差平方和对 y_pred 的导数
    return 2.0 * (y_pred - y)
    # END SOLUTION


# %% [markdown]
# ## `output_layer_backward(grad_y_pred, h_relu, w2)`
#
# $\hat y = h_\text{relu}\,w_2$ depends on both factors, so there are two gradients:
# $\partial L/\partial w_2 = h_\text{relu}^\top\, g$ and $\partial L/\partial h_\text{relu} = g\,
# w_2^\top$ with $g = \partial L/\partial \hat y$. A gradient always has the same shape as
# its variable: use that to check yourself.
#
# $\hat y$ 由 $h_\text{relu}$ 和 $w_2$ 两者决定，所以要求两个梯度。梯度的形状总与对应的变量相同，可以用来自查。


# %%
def output_layer_backward(grad_y_pred, h_relu, w2):
    """Go back through y_pred = h_relu w2.

    Args:
        grad_y_pred: (N, D_out) the gradient that arrives at y_pred.
        h_relu: (N, H) the hidden layer after ReLU.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w2, grad_h_relu): the gradients with respect to w2 (H, D_out) and h_relu (N, H).

    zh: 对 y_pred = h_relu w2 做反向传播。

    参数：
        grad_y_pred: 传到 y_pred 的梯度，形状为 (N, D_out)。
        h_relu: ReLU 之后的隐藏层，形状为 (N, H)。
        w2: 输出层的权重，形状为 (H, D_out)。

    返回：
        (grad_w2, grad_h_relu)：对 w2 的梯度 (H, D_out) 和对 h_relu 的梯度 (N, H)。
    """
    # BEGIN SOLUTION: compute the gradients with respect to w2 and h_relu from grad_y_pred
    # zh: 由 grad_y_pred 算出对 w2 和 h_relu 的梯度
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_h_relu = grad_y_pred.mm(w2.t())
    return grad_w2, grad_h_relu
    # END SOLUTION


# %% [markdown]
# ## `relu_backward(grad_h_relu, h)`
#
# Where $h > 0$, ReLU passes its input on, and the gradient passes unchanged; where $h < 0$, its
# output is constantly 0, and no gradient flows. At exactly 0 both are accepted. Make a new tensor
# (`clone` copies one): the caller still needs `grad_h_relu`.
#
# $h > 0$ 处梯度原样通过；$h < 0$ 处输出恒为 0，梯度也为 0；恰好等于 0 时两种都对。请返回新张量（`clone` 可以复制），不要改动 `grad_h_relu`。


# %%
def relu_backward(grad_h_relu, h):
    """Go back through h_relu = max(h, 0).

    Args:
        grad_h_relu: (N, H) the gradient that arrives at h_relu; do not change it.
        h: (N, H) the hidden layer before ReLU.

    Returns:
        grad_h, (N, H): 0 where h is negative, grad_h_relu elsewhere.

    zh: 对 h_relu = max(h, 0) 做反向传播。

    参数：
        grad_h_relu: 传到 h_relu 的梯度，形状为 (N, H)；不要改动它。
        h: ReLU 之前的隐藏层，形状为 (N, H)。

    返回：
        grad_h，形状为 (N, H)：h 为负处是 0，其余处等于 grad_h_relu。
    """
    # BEGIN SOLUTION: let the gradient pass only where h is positive, without changing grad_h_relu
    # zh: 只在 h 为正的地方让梯度通过，不要改动 grad_h_relu
    grad_h = grad_h_relu.clone()
    grad_h[h < 0] = 0
    return grad_h
    # END SOLUTION


# %% [markdown]
# ## `hidden_layer_backward(grad_h, x)`
#
# The same formula as for the output layer: $h = x\,w_1$ gives $\partial L/\partial w_1 =
# x^\top\,\partial L/\partial h$. You don't need the gradient with respect to x: x is data, which is
# not trained.
#
# 与输出层的公式相同。不需要对 x 的梯度：x 是数据，不参与训练。


# %%
def hidden_layer_backward(grad_h, x):
    """Go back through h = x w1.

    Args:
        grad_h: (N, H) the gradient that arrives at h.
        x: (N, D_in) inputs.

    Returns:
        grad_w1, (D_in, H): the gradient with respect to w1.

    zh: 对 h = x w1 做反向传播。

    参数：
        grad_h: 传到 h 的梯度，形状为 (N, H)。
        x: 输入，形状为 (N, D_in)。

    返回：
        grad_w1，形状为 (D_in, H)：对 w1 的梯度。
    """
    # BEGIN SOLUTION: compute the gradient with respect to w1 from grad_h
    # zh: 由 grad_h 算出对 w1 的梯度
    return x.t().mm(grad_h)
    # END SOLUTION


# %% [markdown]
# ## `backward(x, y, w1, w2)`
#
# Everything together: forward once, then back through loss, output layer, ReLU and hidden layer.
# Use your functions.
#
# 把前面的函数连起来：先前向传播一次，再依次对损失、输出层、ReLU、隐藏层做反向传播。


# %%
def backward(x, y, w1, w2):
    """Compute the gradients of the loss with respect to both weights.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w1, grad_w2): with the shapes of w1 and w2.

    zh: 计算损失对两个权重的梯度。

    参数：
        x: 输入，形状为 (N, D_in)。
        y: 目标输出，形状为 (N, D_out)。
        w1: 隐藏层的权重，形状为 (D_in, H)。
        w2: 输出层的权重，形状为 (H, D_out)。

    返回：
        (grad_w1, grad_w2)：形状与 w1、w2 相同。
    """
    # BEGIN SOLUTION: go forward, then back from the loss to both weights, with the functions above
    # zh: 用上面的函数先前向，再从损失反向求到两个权重
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h)
    grad_w1 = hidden_layer_backward(grad_h, x)
    return grad_w1, grad_w2
    # END SOLUTION


# %% [markdown]
# ## `sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)`
#
# $w \leftarrow w - \eta\,\partial L/\partial w$ for both weights, where $\eta$ is the learning
# rate. Return new tensors (`w1 -= …` would change the caller's).
#
# 两个权重都沿梯度反方向走一步，$\eta$ 是学习率。请返回新张量（`w1 -= …` 会改动调用者的张量）。


# %%
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    """Take one step of gradient descent.

    Args:
        w1, grad_w1: (D_in, H) weights of the hidden layer, and their gradient.
        w2, grad_w2: (H, D_out) weights of the output layer, and their gradient.
        learning_rate: the step size, a float.

    Returns:
        (w1, w2): the new weights; the old ones do not change.

    zh: 走一步梯度下降。

    参数：
        w1, grad_w1: 隐藏层的权重和它的梯度，形状为 (D_in, H)。
        w2, grad_w2: 输出层的权重和它的梯度，形状为 (H, D_out)。
        learning_rate: 学习率（步长），float。

    返回：
        (w1, w2)：新的权重；旧的保持不变。
    """
    # BEGIN SOLUTION: move both weights a step against their gradients; return new tensors
    # zh: 让两个权重沿梯度的反方向走一步；返回新的张量
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2
    # END SOLUTION


# %% [markdown]
# ## `train(x, y, w1, w2, learning_rate, steps)`
#
# In each step: predict, record the loss, compute the gradients, update. Record the loss *before* the
# update, so that `losses[0]` belongs to the initial weights.
#
# 每一步：预测、记录损失、反向传播、更新。损失在更新*之前*记录，因此 `losses[0]` 是初始权重的损失。


# %%
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Train the network.

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

    zh: 训练网络。

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
    # BEGIN SOLUTION: in each step: forward, loss, backward, update; keep every loss
    # zh: 每一步：前向、损失、反向、更新；记下每个损失
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
    # END SOLUTION
