from collections import namedtuple
from dataclasses import dataclass
from functools import partial, reduce
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F


# %% forward: mm and clamp
def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred


# %% forward: F.relu and @, a NamedTuple
class Forward(NamedTuple):
    h: torch.Tensor
    h_relu: torch.Tensor
    y_pred: torch.Tensor


def forward(x: torch.Tensor, w1: torch.Tensor, w2: torch.Tensor) -> Forward:
    h = x @ w1
    h_relu = F.relu(h)
    return Forward(h, h_relu, h_relu @ w2)


# %% forward: F.linear
def forward(x, w1, w2):
    h = F.linear(x, w1.t())
    h_relu = torch.where(h > 0, h, torch.zeros_like(h))
    y_pred = F.linear(h_relu, w2.t())
    return [h, h_relu, y_pred]


# %% forward: einsum, and an in-place clamp of a clone
def forward(x, w1, w2):
    h = torch.einsum("nd,dh->nh", x, w1)
    h_relu = h.clone().clamp_(min=0)
    y_pred = torch.einsum("nh,hk->nk", h_relu, w2)
    return h, h_relu, y_pred


# %% forward: row by row, stacked
def forward(x, w1, w2):
    relu = nn.ReLU()
    h = torch.stack([row @ w1 for row in x])
    h_relu = torch.stack([relu(row) for row in h])
    y_pred = torch.stack([row @ w2 for row in h_relu], dim=0)
    return h, h_relu, y_pred


# %% forward: empty tensors to fill
def forward(x, w1, w2):
    h = x.new_empty(x.shape[0], w1.shape[1])
    torch.mm(x, w1, out=h)
    h_relu = torch.zeros_like(h)
    mask = h > 0
    h_relu[mask] = h[mask]
    y_pred = h_relu.new_zeros((len(x), w2.size(1)))
    y_pred += h_relu.matmul(w2)
    return h, h_relu, y_pred


# %% forward: a boolean product under no_grad
@torch.no_grad()
def forward(x, w1, w2):
    return (h := torch.matmul(x, w1), r := h * (h > 0), torch.matmul(r, w2))


# %% squared_error: pow and sum
def squared_error(y_pred, y):
    return (y_pred - y).pow(2).sum()


# %% squared_error: item
def squared_error(y_pred, y):
    return ((y_pred - y) ** 2).sum().item()


# %% squared_error: mse_loss
squared_error = partial(F.mse_loss, reduction="sum")


# %% squared_error: a module
_criterion = nn.MSELoss(reduction="sum")


def squared_error(y_pred, y):
    return _criterion(y_pred, y)


# %% squared_error: the norm
def squared_error(y_pred, y):
    return float(torch.norm(y_pred - y) ** 2)


# %% squared_error: Python's sum over a list
def squared_error(y_pred, y):
    error = (y_pred - y).flatten().tolist()
    return sum(e * e for e in error)


# %% squared_error: a dot product in double
def squared_error(y_pred, y):
    error = (y_pred.double() - y.double()).view(-1)
    return torch.dot(error, error)


# %% loss_backward: two times the error
def loss_backward(y_pred, y):
    return 2.0 * (y_pred - y)


# %% loss_backward: in place on a clone
def loss_backward(y_pred, y):
    return y_pred.clone().sub_(y).mul_(2)


# %% loss_backward: torch.sub with alpha
def loss_backward(y_pred, y):
    return torch.sub(y_pred * 2, y, alpha=2)


# %% loss_backward: a list of rows
def loss_backward(y_pred, y):
    rows = []
    for prediction, target in zip(y_pred, y, strict=True):
        rows.append((prediction - target) * 2)
    return torch.stack(rows)


# %% loss_backward: detach and add
def loss_backward(y_pred, y):
    error = y_pred.detach() - y.detach()
    return error + error


# %% output_layer_backward: t and mm
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_h_relu = grad_y_pred.mm(w2.t())
    return grad_w2, grad_h_relu


# %% output_layer_backward: einsum, a list
def output_layer_backward(grad_y_pred, h_relu, w2):
    return [
        torch.einsum("nh,nk->hk", h_relu, grad_y_pred),
        torch.einsum("nk,hk->nh", grad_y_pred, w2),
    ]


# %% output_layer_backward: a batch of outer products
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = torch.bmm(h_relu.unsqueeze(2), grad_y_pred.unsqueeze(1)).sum(dim=0)
    grad_h_relu = torch.matmul(grad_y_pred, w2.transpose(0, 1))
    return grad_w2, grad_h_relu


# %% output_layer_backward: outer products one after the other
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = torch.zeros_like(w2)
    for i in range(h_relu.shape[0]):
        grad_w2 += torch.outer(h_relu[i], grad_y_pred[i])
    grad_h_relu = torch.stack([torch.mv(w2, g) for g in grad_y_pred])
    return grad_w2, grad_h_relu


# %% output_layer_backward: tensordot and F.linear, a namedtuple
Grads = namedtuple("Grads", ["grad_w2", "grad_h_relu"])


def output_layer_backward(grad_y_pred, h_relu, w2):
    return Grads(
        grad_w2=torch.tensordot(h_relu, grad_y_pred, dims=([0], [0])),
        grad_h_relu=F.linear(grad_y_pred, w2),
    )


# %% relu_backward: clone and mask
def relu_backward(grad_h_relu, h):
    grad_h = grad_h_relu.clone()
    grad_h[h < 0] = 0
    return grad_h


# %% relu_backward: masked_fill
def relu_backward(grad_h_relu, h):
    return grad_h_relu.masked_fill(h <= 0, 0.0)


# %% relu_backward: where with a number
def relu_backward(grad_h_relu, h):
    return torch.where(h > 0, grad_h_relu, 0)


# %% relu_backward: a product with the mask as numbers
def relu_backward(grad_h_relu, h):
    mask = (h > 0).to(grad_h_relu.dtype)
    return torch.mul(grad_h_relu, mask)


# %% relu_backward: sign and clamp
def relu_backward(grad_h_relu, h):
    return grad_h_relu * h.sign().clamp(min=0, max=1)


# %% relu_backward: heaviside
def relu_backward(grad_h_relu, h):
    return torch.heaviside(h, h.new_zeros(1)) * grad_h_relu


# %% relu_backward: indices that are not positive
def relu_backward(grad_h_relu, h):
    grad_h = torch.zeros_like(grad_h_relu)
    grad_h[h.gt(0)] = grad_h_relu[h.gt(0)]
    return grad_h


# %% relu_backward: type_as, at zero the other value
def relu_backward(grad_h_relu, h):
    return (h >= 0).type_as(h) * grad_h_relu


# %% hidden_layer_backward: t and mm
def hidden_layer_backward(grad_h, x):
    return x.t().mm(grad_h)


# %% hidden_layer_backward: T and @
def hidden_layer_backward(grad_h, x):
    return (grad_h.T @ x).T


# %% hidden_layer_backward: a sum over broadcast products
def hidden_layer_backward(grad_h, x):
    return (x[:, :, None] * grad_h[:, None, :]).sum(0)


# %% hidden_layer_backward: addmm into zeros
def hidden_layer_backward(grad_h, x):
    start = torch.zeros(x.size(1), grad_h.size(1), dtype=x.dtype, device=x.device)
    return torch.addmm(start, x.permute(1, 0), grad_h)


# %% hidden_layer_backward: reduce over the examples
def hidden_layer_backward(grad_h, x):
    return reduce(torch.add, (torch.outer(a, g) for a, g in zip(x, grad_h, strict=True)))


# %% backward: the five functions
def backward(x, y, w1, w2):
    h, h_relu, y_pred = forward(x, w1, w2)
    grad_y_pred = loss_backward(y_pred, y)
    grad_w2, grad_h_relu = output_layer_backward(grad_y_pred, h_relu, w2)
    grad_h = relu_backward(grad_h_relu, h)
    grad_w1 = hidden_layer_backward(grad_h, x)
    return grad_w1, grad_w2


# %% backward: written out
def backward(x, y, w1, w2):
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    y_pred = h_relu.mm(w2)
    grad_y_pred = 2.0 * (y_pred - y)
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_h_relu = grad_y_pred.mm(w2.t())
    grad_h = grad_h_relu.clone()
    grad_h[h < 0] = 0
    grad_w1 = x.t().mm(grad_h)
    return grad_w1, grad_w2


# %% backward: nested calls
def backward(x, y, w1, w2):
    h, r, p = forward(x, w1, w2)
    gw2, gr = output_layer_backward(loss_backward(p, y), r, w2)
    return [hidden_layer_backward(relu_backward(gr, h), x), gw2]


# %% backward: a dataclass that keeps what the forward pass computed
@dataclass
class Tape:
    x: torch.Tensor
    h: torch.Tensor
    r: torch.Tensor
    y_pred: torch.Tensor

    def gradients(self, y, w2):
        delta = 2 * (self.y_pred - y)
        return self.x.T @ ((delta @ w2.T) * (self.h > 0)), self.r.T @ delta


def backward(x, y, w1, w2):
    return Tape(x, *forward(x, w1, w2)).gradients(y, w2)


# %% backward: under no_grad, in chunks of rows
def backward(x, y, w1, w2):
    grad_w1, grad_w2 = torch.zeros_like(w1), torch.zeros_like(w2)
    with torch.no_grad():
        for xs, ys in zip(x.split(16), y.split(16), strict=True):
            h = xs @ w1
            r = torch.relu(h)
            g = (r @ w2 - ys).mul(2)
            grad_w2 += r.T @ g
            grad_w1 += xs.T @ torch.where(h > 0, g @ w2.T, torch.zeros_like(h))
    return grad_w1, grad_w2


# %% sgd_step: two differences
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1 = w1 - learning_rate * grad_w1
    w2 = w2 - learning_rate * grad_w2
    return w1, w2


# %% sgd_step: torch.add with alpha
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return (
        torch.add(w1, grad_w1, alpha=-learning_rate),
        torch.add(w2, grad_w2, alpha=-learning_rate),
    )


# %% sgd_step: in place on clones
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    w1 = w1.clone()
    w2 = w2.clone()
    w1 -= learning_rate * grad_w1
    w2.sub_(grad_w2, alpha=learning_rate)
    return w1, w2


# %% sgd_step: a generator in a tuple
def sgd_step(*args):
    *tensors, learning_rate = args
    weights, grads = tensors[:2], tensors[2:]
    return tuple(w.sub(g * learning_rate) for w, g in zip(weights, grads, strict=True))


# %% sgd_step: lerp towards the gradient's other side
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    update = lambda w, g: torch.lerp(w, w - g, learning_rate)  # noqa: E731
    return [update(w1, grad_w1), update(w2, grad_w2)]


# %% train: the functions above
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for t in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        loss = squared_error(y_pred, y)
        losses.append(float(loss))
        if t % 100 == 0:
            print(f"step {t}: {losses[-1]:.3f}")
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return w1, w2, losses


# %% train: written out, in place on clones
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = w1.clone(), w2.clone()
    losses = []
    for t in range(steps):
        h = x.mm(w1)
        h_relu = h.clamp(min=0)
        y_pred = h_relu.mm(w2)
        losses.append((y_pred - y).pow(2).sum().item())
        grad_y_pred = 2.0 * (y_pred - y)
        grad_w2 = h_relu.t().mm(grad_y_pred)
        grad_h = grad_y_pred.mm(w2.t())
        grad_h[h < 0] = 0
        w1 -= learning_rate * x.t().mm(grad_h)
        w2 -= learning_rate * grad_w2
    return w1, w2, losses


# %% train: losses in a tensor
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = x.new_zeros(steps)
    for t in range(steps):
        losses[t] = squared_error(forward(x, w1, w2)[2], y)
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses


# %% train: a list of 0-d tensors as losses
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    while len(losses) < steps:
        losses.append(F.mse_loss(forward(x, w1, w2)[-1], y, reduction="sum"))
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate)
    return [w1, w2, losses]


# %% train: a closure over a dict of parameters
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    params = {"w1": w1, "w2": w2}

    def step():
        before = squared_error(forward(x, **params)[2], y)
        new = sgd_step(params["w1"], params["w2"], *backward(x, y, **params), learning_rate)
        params.update(zip(("w1", "w2"), new, strict=True))
        return before

    losses = [step() for _ in range(steps)]
    return params["w1"], params["w2"], losses


# %% train: an optimizer that is handed gradients made by hand
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = w1.clone(), w2.clone()
    optimizer = torch.optim.SGD([w1, w2], lr=learning_rate)
    losses = []
    for _ in range(steps):
        losses.append(squared_error(forward(x, w1, w2)[2], y))
        w1.grad, w2.grad = backward(x, y, w1, w2)
        optimizer.step()
    return w1, w2, losses


# %% experiment: data on whichever device there is
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
N, D_in, H, D_out = 64, 1000, 100, 10
torch.manual_seed(0)
x = torch.randn(N, D_in, device=device)
y = torch.randn(N, D_out, device=device)
w1 = torch.randn(D_in, H, device=device)
w2 = torch.randn(H, D_out, device=device)

# %% experiment: shapes and types
h, h_relu, y_pred = forward(x, w1, w2)
for tensor in (h, h_relu, y_pred):
    print(tensor.shape, tensor.dtype, tensor.device)

# %% experiment: autograd as a check of one's own gradients
v1, v2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
loss = (x.mm(v1).clamp(min=0).mm(v2) - y).pow(2).sum()
loss.backward()
print(torch.allclose(v1.grad, backward(x, y, w1, w2)[0], rtol=1e-3))

# %% experiment: a loop of one's own
learning_rate = 1e-6
for t in range(100):
    h, h_relu, y_pred = forward(x, w1, w2)
    loss = squared_error(y_pred, y)
    if t % 10 == 0:
        print(t, loss)
    grad_w1, grad_w2 = backward(x, y, w1, w2)
    w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)

# %% experiment: the trained network
w1, w2, losses = train(x.cpu(), y.cpu(), w1.cpu(), w2.cpu(), steps=20)
print("min loss", min(losses))
