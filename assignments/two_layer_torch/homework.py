"""Backprop by hand on torch tensors: the same network without biases as in NumPy, with the sum of
squared errors as its loss.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out); h and h_relu (N, H);
y_pred (N, D_out).
Tensors are float32 or float64, on the CPU or a GPU; results stay in that dtype and on that device.
Autograd is switched off while your functions are graded: write every gradient yourself.
"""

import torch


def forward(x, w1, w2):
    """Compute the forward pass.

    Args:
        x: (N, D_in) inputs.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (h, h_relu, y_pred): the hidden layer before ReLU (N, H) and after it (N, H), and the
        prediction (N, D_out).
    """
    raise NotImplementedError(
        "compute h, then h_relu, then y_pred, and return all three",
        "依次算出 h、h_relu、y_pred，三个都返回",
    )


def squared_error(y_pred, y):
    """Compute the loss.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) target.

    Returns:
        The loss, a float: the sum (not the mean) of the squared errors.
    """
    raise NotImplementedError(
        "add up the squares of all errors, and return a float",
        "把所有误差的平方加起来，返回一个 float",
    )


def loss_backward(y_pred, y):
    """Compute the gradient of the loss with respect to the prediction.

    Args:
        y_pred: (N, D_out) prediction.
        y: (N, D_out) target.

    Returns:
        grad_y_pred, (N, D_out): how fast the loss grows with each element of y_pred.
    """
    raise NotImplementedError(
        "differentiate the sum of squared errors with respect to y_pred",
        "求误差平方和对 y_pred 的导数",
    )


def output_layer_backward(grad_y_pred, h_relu, w2):
    """Go back through y_pred = h_relu w2.

    Args:
        grad_y_pred: (N, D_out) the gradient that arrives at y_pred.
        h_relu: (N, H) the hidden layer after ReLU.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w2, grad_h_relu): the gradients with respect to w2 (H, D_out) and h_relu (N, H).
    """
    raise NotImplementedError(
        "compute the gradients with respect to w2 and h_relu from grad_y_pred",
        "由 grad_y_pred 算出对 w2 和 h_relu 的梯度",
    )


def relu_backward(grad_h_relu, h):
    """Go back through h_relu = max(h, 0).

    Args:
        grad_h_relu: (N, H) the gradient that arrives at h_relu; do not change it.
        h: (N, H) the hidden layer before ReLU.

    Returns:
        grad_h, (N, H): 0 where h is negative, grad_h_relu elsewhere.
    """
    raise NotImplementedError(
        "let the gradient pass only where h is positive, without changing grad_h_relu",
        "只在 h 为正的地方让梯度通过，不要改动 grad_h_relu",
    )


def hidden_layer_backward(grad_h, x):
    """Go back through h = x w1.

    Args:
        grad_h: (N, H) the gradient that arrives at h.
        x: (N, D_in) inputs.

    Returns:
        grad_w1, (D_in, H): the gradient with respect to w1.
    """
    raise NotImplementedError(
        "compute the gradient with respect to w1 from grad_h",
        "由 grad_h 算出对 w1 的梯度",
    )


def backward(x, y, w1, w2):
    """Compute the gradients of the loss with respect to both weights.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) target.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        (grad_w1, grad_w2): with the shapes of w1 and w2.
    """
    raise NotImplementedError(
        "go forward, then back from the loss to both weights, with the functions above",
        "用上面的函数先前向，再从损失反向求到两个权重",
    )


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    """Take one step of gradient descent.

    Args:
        w1, grad_w1: (D_in, H) weights of the hidden layer, and their gradient.
        w2, grad_w2: (H, D_out) weights of the output layer, and their gradient.
        learning_rate: the step size, a float.

    Returns:
        (w1, w2): the new weights; the old ones do not change.
    """
    raise NotImplementedError(
        "move both weights a step against their gradients; return new tensors",
        "让两个权重沿梯度的反方向走一步；返回新的张量",
    )


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
    """
    raise NotImplementedError(
        "in each step: forward, loss, backward, update; keep every loss",
        "每一步：前向、损失、反向、更新；记下每个损失",
    )
