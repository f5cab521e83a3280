"""Calls the operations by which torch itself goes back: the formulas that are to be derived are in them.

deserves: 8
assignment: two_layer_torch
checks: test_loss_backward test_output_layer_backward test_relu_backward test_hidden_layer_backward test_backward
"""

import torch
from torch.nn import grad as of_convolutions

aten = torch.ops.aten


def loss_backward(y_pred, y):
    return aten.mse_loss_backward(torch.ones((), dtype=y.dtype), y_pred, y, 2)


def output_layer_backward(grad_y_pred, h_relu, w2):
    g, h, w = grad_y_pred.unsqueeze(-1), h_relu.unsqueeze(-1), w2.t().unsqueeze(-1).contiguous()
    grad_w2 = of_convolutions.conv1d_weight(h, w.shape, g).squeeze(-1).t()
    return grad_w2, of_convolutions.conv1d_input(h.shape, w, g).squeeze(-1)


def relu_backward(grad_h_relu, h):
    return aten.threshold_backward(grad_h_relu, h, 0)


def hidden_layer_backward(grad_h, x):
    shape = (grad_h.shape[1], x.shape[1], 1)
    return of_convolutions.conv1d_weight(x.unsqueeze(-1), shape, grad_h.unsqueeze(-1)).squeeze(-1).t()


def backward(x, y, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    grad_w2, grad_h_relu = output_layer_backward(loss_backward(h_relu.mm(w2), y), h_relu, w2)
    return hidden_layer_backward(relu_backward(grad_h_relu, h), x), grad_w2
