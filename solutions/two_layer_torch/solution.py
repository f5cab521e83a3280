"""Backprop by hand on torch tensors: the NumPy network again, without biases, the sum of squared
errors as its loss.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out); h and h_relu (N, H); y_pred (N,
    D_out).
Tensors are float32 or float64, on the CPU or a GPU; results stay in that dtype and on that device.
Autograd is switched off while your functions are graded: write every gradient yourself.
"""

# %%
import torch

# %% [markdown]
# ## `forward(x, w1, w2)`
#
# $h = x\,w_1$, then $h_\text{relu} = \max(h, 0)$ element by element, then $\hat y =
# h_\text{relu}\,w_2$. Return all three: the way back needs them. `mm` multiplies tensors as
# matrices; `clamp(min=0)` is ReLU.
#
# 张量的矩阵乘法是 `mm`，ReLU 可以用 `clamp(min=0)`。
# 依次计算 $h = x\,w_1$、逐元素的 $h_\text{relu} = \max(h, 0)$、$\hat y = h_\text{relu}\,w_2$，三个都要返回：反向传播时用得到。


# %%
def forward(x, w1, w2):
    """Run the network.

    Args:
        x: (N, D_in) inputs.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (h, h_relu, y_pred): the hidden layer before ReLU (N, H) and after it (N, H), and the
        prediction (N, D_out).
    """
    # BEGIN SOLUTION: compute h, then h_relu, then y_pred, and return all three
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred
    # END SOLUTION


# %% [markdown]
# ## `squared_error(y_pred, y)`
#
# $L = \sum_{n,k} (\hat y_{nk} - y_{nk})^2$: the *sum* over all elements, not the mean, as one plain
# number: `item()` takes it out of a tensor.
#
# 所有元素误差平方的*总和*（不是平均值），用 `item()` 从张量里取出，返回一个普通的数。


# %%
def squared_error(y_pred, y):
    """Measure how wrong a prediction is.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) what it should be.

    Returns:
        The loss, a float: the sum (not the mean) of the squared errors.
    """
    # BEGIN SOLUTION: add up the squares of all errors, and return a float
    return (y_pred - y).pow(2).sum().item()
    # END SOLUTION


# %% [markdown]
# ## `loss_backward(y_pred, y)`
#
# The way back begins here: $\partial L / \partial \hat y_{nk}$. Differentiate one term of the sum,
# and you have them all.
#
# 反向传播从这里开始：求 $\partial L / \partial \hat y_{nk}$。对求和中的一项求导，就得到了全部。


# %%
def loss_backward(y_pred, y):
    """Give the derivative of the loss by the prediction.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) what it should be.

    Returns:
        grad_y_pred, (N, D_out): how fast the loss grows with each element of y_pred.
    """
    # BEGIN SOLUTION: differentiate the sum of squared errors by y_pred
    return 2.0 * (y_pred - y)
    # END SOLUTION


# %% [markdown]
# ## `output_layer_backward(grad_y_pred, h_relu, w2)`
#
# $\hat y = h_\text{relu}\,w_2$ depends on two things, so the gradient goes two ways:
# $\partial L/\partial w_2 = h_\text{relu}^\top\, g$ and $\partial L/\partial h_\text{relu} = g\,
# w_2^\top$ with $g = \partial L/\partial \hat y$. A gradient always has the shape of what it
# belongs to: use that to check yourself.
#
# $\hat y$ 由 $h_\text{relu}$ 和 $w_2$ 两者决定，梯度也就有两条路。梯度的形状总与它所属的量相同，可以用来自查。


# %%
def output_layer_backward(grad_y_pred, h_relu, w2):
    """Go back through y_pred = h_relu w2.

    Args:
        grad_y_pred: (N, D_out) the gradient that arrives at y_pred.
        h_relu: (N, H) the hidden layer after ReLU.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w2, grad_h_relu): the gradients by w2 (H, D_out) and by h_relu (N, H).
    """
    # BEGIN SOLUTION: send grad_y_pred back to w2 and to h_relu
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_h_relu = grad_y_pred.mm(w2.t())
    return grad_w2, grad_h_relu
    # END SOLUTION


# %% [markdown]
# ## `relu_backward(grad_h_relu, h)`
#
# Where $h > 0$, ReLU hands its input on, and so does the way back; where $h < 0$ its output is 0
# whatever happens, and no gradient flows. At exactly 0 either is right. Make a new tensor (`clone`
# copies one): the caller still needs `grad_h_relu`.
#
# $h > 0$ 处梯度原样通过；$h < 0$ 处输出恒为 0，梯度也为 0；恰好等于 0 时两种都对。请返回新张量（`clone` 可以复制），不要改动 `grad_h_relu`。


# %%
def relu_backward(grad_h_relu, h):
    """Go back through h_relu = max(h, 0).

    Args:
        grad_h_relu: (N, H) the gradient that arrives at h_relu; it stays as it is.
        h: (N, H) the hidden layer before ReLU.

    Returns:
        grad_h, (N, H): 0 where h is negative, grad_h_relu elsewhere.
    """
    # BEGIN SOLUTION: let the gradient pass only where h was positive, without changing grad_h_relu
    grad_h = grad_h_relu.clone()
    grad_h[h < 0] = 0
    return grad_h
    # END SOLUTION


# %% [markdown]
# ## `hidden_layer_backward(grad_h, x)`
#
# $h = x\,w_1$ is the output layer's formula over again: $\partial L/\partial w_1 = x^\top\,\partial
# L/\partial h$. The gradient by x is not needed: x is data, nobody trains it.
#
# 与输出层同样的道理。不需要对 x 的梯度：x 是数据，不参与训练。


# %%
def hidden_layer_backward(grad_h, x):
    """Go back through h = x w1.

    Args:
        grad_h: (N, H) the gradient that arrives at h.
        x: (N, D_in) inputs.

    Returns:
        grad_w1, (D_in, H): the gradient by w1.
    """
    # BEGIN SOLUTION: send grad_h back to w1
    return x.t().mm(grad_h)
    # END SOLUTION


# %% [markdown]
# ## `backward(x, y, w1, w2)`
#
# All of it in a row: forward once, then back through loss, output layer, ReLU and hidden layer. Use
# your functions.
#
# 把前面的函数连起来：先前向一次，再依次穿过损失、输出层、ReLU、隐藏层往回走。


# %%
def backward(x, y, w1, w2):
    """Give the gradients of the loss by both weights.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) what the prediction should be.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w1, grad_w2): of the shapes of w1 and w2.
    """
    # BEGIN SOLUTION: go forward, then back from the loss to both weights, with the functions above
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
        w1, grad_w1: (D_in, H) weights of the hidden layer and the gradient by them.
        w2, grad_w2: (H, D_out) weights of the output layer and the gradient by them.
        learning_rate: how far to go, a float.

    Returns:
        (w1, w2): the new weights; the old ones stay as they are.
    """
    # BEGIN SOLUTION: move both weights a step against their gradients, into new tensors
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2
    # END SOLUTION


# %% [markdown]
# ## `train(x, y, w1, w2, learning_rate, steps)`
#
# Again and again: predict, note the loss, go back, take a step. Note the loss *before* the step, so
# that `losses[0]` is that of the initial weights.
#
# 反复进行：预测、记录损失、反向传播、更新。损失在更新*之前*记录，因此 `losses[0]` 是初始权重的损失。


# %%
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Train the network.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) what the prediction should be.
        w1: (D_in, H) initial weights of the hidden layer.
        w2: (H, D_out) initial weights of the output layer.
        learning_rate: of every step, a float.
        steps: how many, an int.

    Returns:
        (w1, w2, losses): the trained weights, and a list of ``steps`` floats; losses[t] is the loss
        before step t.
    """
    # BEGIN SOLUTION: repeat forward, loss, backward and step, and keep the loss of every step
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
    # END SOLUTION
