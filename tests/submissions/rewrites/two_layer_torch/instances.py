"""Functions that are objects: modules of torch, partials, and instances with __call__."""
from functools import partial
from operator import matmul

import torch
import torch.nn as nn


# %%
class Forward(nn.Module):
    def __init__(self, activation=None):
        super().__init__()
        self.activation = activation or nn.ReLU()

    def forward(self, x, w1, w2):
        h = matmul(x, w1)
        r = self.activation(h)
        return h, r, matmul(r, w2)


forward = Forward()
squared_error = nn.MSELoss(reduction="sum")
loss_backward = lambda y_pred, y: 2 * torch.subtract(y_pred, y)
hidden_layer_backward = lambda grad_h, x: matmul(x.t(), grad_h)


class OutputLayer:
    def __call__(self, grad_y_pred, h_relu, w2):
        return hidden_layer_backward(grad_y_pred, h_relu), grad_y_pred @ w2.t()


class Masked(nn.Module):
    def forward(self, grad_h_relu, h):
        return torch.where(h > 0, grad_h_relu, torch.zeros((), dtype=h.dtype, device=h.device))


output_layer_backward = OutputLayer()
relu_backward = Masked()


# %%
class Backward:
    def __init__(self, *parts):
        self.forward, self.loss, self.output, self.relu, self.hidden = parts

    def __call__(self, x, y, w1, w2):
        h, r, p = self.forward(x, w1, w2)
        grad_w2, g = self.output(self.loss(p, y), r, w2)
        return self.hidden(self.relu(g, h), x), grad_w2


backward = Backward(
    forward, loss_backward, output_layer_backward, relu_backward, hidden_layer_backward
)


def _step(scale, w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 + scale * learning_rate * grad_w1, w2 + scale * learning_rate * grad_w2


sgd_step = partial(_step, -1)


class Trainer:
    def __init__(self, step):
        self.step = step
        self.history = []

    def __call__(self, x, y, w1, w2, learning_rate=1e-6, steps=500):
        self.history = []
        for _ in range(steps):
            self.history.append(squared_error(forward(x, w1, w2)[-1], y).item())
            w1, w2 = self.step(w1, w2, *backward(x, y, w1, w2), learning_rate)
        return w1, w2, self.history


train = Trainer(sgd_step)

# %%
w1, w2, losses = train(torch.randn(4, 3), torch.randn(4, 2), torch.randn(3, 5), torch.randn(5, 2))
print(losses[-1], len(train.history))
