"""A namespace of static methods, class methods and methods of one object, under the asked names."""
import numpy as np

# %%
class Ops:
    """Stateless."""

    @staticmethod
    def forward(x, w1, w2):
        h = x @ w1
        r = Ops.relu(h)
        return h, r, r @ w2

    @staticmethod
    def relu(h):
        return np.fmax(h, 0)

    @classmethod
    def error(cls, y_pred, y):
        return y_pred - y

    @classmethod
    def squared_error(cls, y_pred, y):
        return (cls.error(y_pred, y) ** 2).sum()

    @classmethod
    def loss_backward(cls, y_pred, y):
        return cls.error(y_pred, y) * 2


class Gradients:
    def __init__(self, ops):
        self.ops = ops

    def output_layer(self, grad_y_pred, h_relu, w2):
        return h_relu.T @ grad_y_pred, grad_y_pred @ w2.T

    def relu(self, grad_h_relu, h):
        return np.where(h > 0, grad_h_relu, np.zeros_like(grad_h_relu))

    def hidden_layer(self, grad_h, x):
        return x.T @ grad_h

    def backward(self, x, y, w1, w2):
        h, r, p = self.ops.forward(x, w1, w2)
        grad_w2, g = self.output_layer(self.ops.loss_backward(p, y), r, w2)
        return self.hidden_layer(self.relu(g, h), x), grad_w2


class Train:
    """An object that is called."""

    def __init__(self, ops, gradients):
        self.ops = ops
        self.gradients = gradients

    def step(self, w1, w2, grad_w1, grad_w2, learning_rate):
        return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2

    def __call__(self, x, y, w1, w2, learning_rate=1e-6, steps=500):
        losses = []
        for _ in range(steps):
            losses.append(self.ops.squared_error(self.ops.forward(x, w1, w2)[2], y))
            w1, w2 = self.step(w1, w2, *self.gradients.backward(x, y, w1, w2), learning_rate)
        return w1, w2, losses


# %%
_gradients = Gradients(Ops)
forward, squared_error, loss_backward = Ops.forward, Ops.squared_error, Ops.loss_backward
output_layer_backward = _gradients.output_layer
relu_backward = _gradients.relu
hidden_layer_backward = _gradients.hidden_layer
backward = _gradients.backward
train = Train(Ops, _gradients)
sgd_step = train.step
