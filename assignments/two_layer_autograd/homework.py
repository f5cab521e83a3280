"""Let autograd do it: the same two-layer network, whose gradients PyTorch computes.

Shapes: x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out). Tensors are float32 or float64. w1
    and w2 arrive as plain
tensors without ``requires_grad``, and their values stay as they are.
"""

import torch


def scalar_gradients(x, w, b):
    """Differentiate y = w * x + b by autograd.

    Args:
        x, w, b: floats.

    Returns:
        (dy/dx, dy/dw, dy/db), three floats in this order.
    """
    raise NotImplementedError("make three tensors that require gradients, compute y, call backward, read each")


def loss(x, y, w1, w2):
    """Run the network and measure how wrong it is.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) what the prediction should be.
        w1: (D_in, H) weights of the hidden layer.
        w2: (H, D_out) weights of the output layer.

    Returns:
        The sum (not the mean) of the squared errors, a 0-d tensor through which gradients flow to
        w1 and w2.
    """
    raise NotImplementedError("multiply by w1, cut off the negative part, multiply by w2, add up the squared")


def gradients(x, y, w1, w2):
    """Give the gradients of the loss by both weights, by autograd.

    Args:
        x: (N, D_in) inputs.
        y: (N, D_out) what the prediction should be.
        w1: (D_in, H) weights of the hidden layer, without ``requires_grad``.
        w2: (H, D_out) weights of the output layer, without ``requires_grad``.

    Returns:
        (grad_w1, grad_w2): of the shapes of w1 and w2, and right however often it is called.
    """
    raise NotImplementedError("let copies of w1 and w2 require gradients, call backward on the loss, return")


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    """Train the network with autograd's gradients.

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
    raise NotImplementedError("repeat loss, backward, update under no_grad, zeroing; keep the loss of every")
