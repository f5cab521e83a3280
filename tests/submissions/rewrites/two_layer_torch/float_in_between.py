"""Sums in double precision, results back in the dtype and on the device of the inputs."""
import torch


# %%
def in_double(function):
    def wrapper(*args):
        dtype = args[0].dtype
        doubles = [arg.double() if torch.is_tensor(arg) else arg for arg in args]
        result = function(*doubles)
        if torch.is_tensor(result):
            return result.to(dtype)
        return tuple(part.to(dtype) for part in result)

    return wrapper


@in_double
def forward(x, w1, w2):
    h = x @ w1
    h_relu = (h + h.abs()) / 2
    return h, h_relu, h_relu @ w2


def squared_error(y_pred, y):
    difference = (y_pred - y).double()
    return torch.einsum("nk,nk", difference, difference).item()


@in_double
def loss_backward(y_pred, y):
    return 2 * y_pred - 2 * y


@in_double
def output_layer_backward(grad_y_pred, h_relu, w2):
    return [h_relu.T @ grad_y_pred, grad_y_pred @ w2.T]


@in_double
def relu_backward(grad_h_relu, h):
    positive = torch.ones_like(h)
    positive[torch.nonzero(h < 0, as_tuple=True)] = 0
    return grad_h_relu * positive


@in_double
def hidden_layer_backward(grad_h, x):
    return torch.einsum("nd,nh->dh", x, grad_h)


@in_double
def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad_h_relu = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    return hidden_layer_backward(relu_backward(grad_h_relu, h), x), grad_w2


@in_double
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = torch.empty(steps, dtype=torch.float64)
    for t in range(steps):
        losses[t] = squared_error(forward(x, w1, w2)[2], y)
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return w1, w2, losses
