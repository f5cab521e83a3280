from numpy import *
from math import *
import numpy.random as rnd
# copied from a chat with a line separator, and a space that does not break
η = 1e-6; print("学习率是", η); 步数 = 500
"""
The first version:

def forward(x, w1, w2):
    return x @ w1 @ w2
"""
__all__ = ["forward", "squared_error", "loss_backward", "output_layer_backward",
           "relu_backward", "hidden_layer_backward", "backward", "sgd_step", "train"]
__author__ = "小明"

# %%
def σ(h): return maximum(h, 0)
def σʹ(h): return where(h > 0, 1, 0)      # the derivative

def forward(x, w1, w2): h = x @ w1; r = σ(h); return h, r, r @ w2

def squared_error(y_pred, y): \
    return float(add.reduce(power(y_pred - y, 2), axis=None))

def loss_backward(y_pred,
y
):
  return (
2 *
    (y_pred   -   y))

# %%
def output_layer_backward(grad_y_pred, h_relu, w2):
        """Text with \"\"\" and # in it: def relu_backward(grad, h): pass"""
        δ = grad_y_pred
        return dot(h_relu.T, δ), dot(δ, w2.T)
def relu_backward(grad_h_relu, h): return grad_h_relu * σʹ(h)
hidden_layer_backward = lambda grad_h, x: dot(x.T, grad_h)

# %%
def backward(x, y, w1, w2):
   h, r, ŷ = forward(x, w1, w2)
   if (δ := loss_backward(ŷ, y)) is not None:
      Δw2, δ = output_layer_backward(δ, r, w2)
      δ = relu_backward(δ, h); Δw1 = hidden_layer_backward(δ, x)
   return Δw1, Δw2

def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate): return w1 - learning_rate*grad_w1, w2 - learning_rate*grad_w2

def train(x, y, w1, w2, learning_rate=η, steps=步数):
    损失 = []
    for _ in arange(steps):
        损失 += [squared_error(forward(x, w1, w2)[2], y)]
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    else:
        print(f"完成：{len(损失)} 步，η = {learning_rate:.0e}")
    return w1, w2, 损失

# %%
x, y, w1, w2 = rnd.randn(4, 3), rnd.randn(4, 2), rnd.randn(3, 5), rnd.randn(5, 2); print(train(x, y, w1, w2, steps=3)[2])
del x, y, w1, w2