"""Global device, dtype and hyperparameters, as many scripts begin."""
import argparse
import os
import random

import numpy as np
import torch

# %%
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
dtype = torch.float
SEED = int(os.environ.get("SEED", 0))


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)


seed_everything(SEED)
torch.set_printoptions(precision=4)
torch.set_num_threads(1)
torch.set_grad_enabled(False)

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=500)
parser.add_argument("--lr", type=float, default=1e-6)
args, _unknown = parser.parse_known_args([])


# %%
def relu(t):
    return torch.max(t, torch.zeros_like(t))


def step_function(t):
    return torch.gt(t, 0).type(t.dtype)


def forward(x, w1, w2):
    h = torch.mm(x, w1)
    h_relu = relu(h)
    y_pred = torch.mm(h_relu, w2)
    return h, h_relu, y_pred


def squared_error(y_pred, y):
    return torch.sum(torch.pow(torch.sub(y_pred, y), 2)).item()


def loss_backward(y_pred, y):
    return torch.mul(torch.sub(y_pred, y), 2)


def output_layer_backward(grad_y_pred, h_relu, w2):
    return torch.mm(torch.t(h_relu), grad_y_pred), torch.mm(grad_y_pred, torch.t(w2))


def relu_backward(grad_h_relu, h):
    return torch.mul(grad_h_relu, step_function(h))


def hidden_layer_backward(grad_h, x):
    return torch.mm(torch.t(x), grad_h)


def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_w2, grad = output_layer_backward(loss_backward(y_pred, y), h_relu, w2)
    return hidden_layer_backward(relu_backward(grad, h), x), grad_w2


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate=args.lr):
    return torch.sub(w1, grad_w1 * learning_rate), torch.sub(w2, grad_w2 * learning_rate)


def train(x, y, w1, w2, learning_rate=args.lr, steps=args.steps):
    losses = []
    for t in range(1, steps + 1):
        y_pred = forward(x, w1, w2)[2]
        losses.append(squared_error(y_pred, y))
        if t % 100 == 0:
            print(f"[{t:4d}/{steps}] loss = {losses[-1]:.4e}")
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return w1, w2, losses


# %%
x = torch.randn(64, 1000, device=device, dtype=dtype)
y = torch.randn(64, 10, device=device, dtype=dtype)
w1 = torch.randn(1000, 100, device=device, dtype=dtype)
w2 = torch.randn(100, 10, device=device, dtype=dtype)
w1, w2, losses = train(x, y, w1, w2)
