import copy
from functools import partial
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable, grad
from torch.utils.data import DataLoader, TensorDataset


# %% scalar_gradients: three tensors and backward
def scalar_gradients(x, w, b):
    x = torch.tensor(x, requires_grad=True)
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    y = w * x + b
    y.backward()
    return x.grad.item(), w.grad.item(), b.grad.item()


# %% scalar_gradients: torch.autograd.grad, 0-d tensors as the result
def scalar_gradients(x, w, b):
    leaves = [torch.tensor(float(v)).requires_grad_() for v in (x, w, b)]
    y = leaves[1] * leaves[0] + leaves[2]
    return torch.autograd.grad(y, leaves)


# %% scalar_gradients: one tensor of three numbers, in double
def scalar_gradients(x, w, b):
    v = torch.tensor([x, w, b], dtype=torch.float64, requires_grad=True)
    (v[1] * v[0] + v[2]).backward()
    return v.grad.tolist()


# %% scalar_gradients: Variables of one element, as older tutorials have them
def scalar_gradients(x, w, b):
    x = Variable(torch.Tensor([x]), requires_grad=True)
    w = Variable(torch.Tensor([w]), requires_grad=True)
    b = Variable(torch.Tensor([b]), requires_grad=True)
    y = w * x + b
    y.backward(torch.ones_like(y))
    return float(x.grad), float(w.grad), float(b.grad)


# %% scalar_gradients: Parameters and a NamedTuple
class ScalarGradients(NamedTuple):
    dx: float
    dw: float
    db: float


def scalar_gradients(x: float, w: float, b: float) -> ScalarGradients:
    params = [nn.Parameter(torch.tensor(value)) for value in (x, w, b)]
    y = params[1].mul(params[0]).add(params[2])
    y.backward()
    return ScalarGradients(*(p.grad.item() for p in params))


# %% scalar_gradients: torch.func.grad
def scalar_gradients(x, w, b):
    f = torch.func.grad(lambda x, w, b: w * x + b, argnums=(0, 1, 2))
    return f(torch.tensor(x), torch.tensor(w), torch.tensor(b))


# %% scalar_gradients: the jacobian
def scalar_gradients(x, w, b):
    inputs = tuple(torch.as_tensor(v, dtype=torch.float32) for v in (x, w, b))
    jacobian = torch.autograd.functional.jacobian(lambda x, w, b: torch.addcmul(b, w, x), inputs)
    return tuple(map(float, jacobian))


# %% loss: mm, clamp, mm
def loss(x, y, w1, w2):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    return (y_pred - y).pow(2).sum()


# %% loss: F.relu and F.mse_loss
def loss(x, y, w1, w2):
    return F.mse_loss(F.relu(x @ w1) @ w2, y, reduction="sum")


# %% loss: F.linear and a squared norm
def loss(x, y, w1, w2):
    h = F.linear(x, w1.t())
    y_pred = F.linear(torch.relu(h), w2.t())
    return torch.linalg.norm(y_pred - y) ** 2


# %% loss: einsum all the way
def loss(x, y, w1, w2):
    h = torch.einsum("nd,dh->nh", x, w1)
    r = torch.where(h > 0, h, torch.zeros_like(h))
    d = torch.einsum("nh,hk->nk", r, w2) - y
    return torch.einsum("nk,nk->", d, d)


# %% loss: a sum over the rows
def loss(x, y, w1, w2):
    total = 0
    for xi, yi in zip(x, y, strict=True):
        h = xi @ w1
        total = total + ((h * (h > 0)) @ w2 - yi).square().sum()
    return total


# %% loss: modules that are made once
_relu = nn.ReLU()
_criterion = nn.MSELoss(reduction="sum")


def loss(x, y, w1, w2):
    return _criterion(_relu(x.mm(w1)).mm(w2), y)


# %% loss: the mean times the number of elements
def loss(x, y, w1, w2):
    y_pred = torch.matmul(torch.maximum(torch.matmul(x, w1), x.new_zeros(())), w2)
    return nn.functional.mse_loss(y_pred, y) * y.numel()


# %% loss: a dot product of the flat error
def loss(x, y, w1, w2):
    error = (torch.threshold(x @ w1, 0, 0) @ w2 - y).reshape(-1)
    return error.dot(error)


# %% gradients: clones that require gradients
def gradients(x, y, w1, w2):
    w1 = w1.clone().requires_grad_()
    w2 = w2.clone().requires_grad_()
    loss(x, y, w1, w2).backward()
    return w1.grad, w2.grad


# %% gradients: torch.autograd.grad
def gradients(x, y, w1, w2):
    a = w1.detach().requires_grad_(True)
    b = w2.detach().requires_grad_(True)
    return torch.autograd.grad(loss(x, y, a, b), (a, b))


# %% gradients: on the arguments, whose gradients are set to zero first
def gradients(x, y, w1, w2):
    for w in (w1, w2):
        w.requires_grad_(True)
        if w.grad is not None:
            w.grad.zero_()
    loss(x, y, w1, w2).backward()
    return w1.grad.clone(), w2.grad.clone()


# %% gradients: Parameters in a list
def gradients(x, y, w1, w2):
    params = nn.ParameterList([nn.Parameter(w1.clone()), nn.Parameter(w2.clone())])
    loss(x, y, *params).backward()
    return [p.grad for p in params]


# %% gradients: torch.func.grad
def gradients(x, y, w1, w2):
    return torch.func.grad(loss, argnums=(2, 3))(x, y, w1, w2)


# %% gradients: on the arguments, without what was there before
def gradients(x, y, w1, w2):
    w1.requires_grad = w2.requires_grad = True
    w1.grad = w2.grad = None
    value = loss(x, y, w1, w2)
    value.backward()
    result = w1.grad.detach().clone(), w2.grad.detach().clone()
    w1.grad = w2.grad = None
    return result


# %% gradients: deep copies, and row by row
def gradients(x, y, w1, w2):
    w1 = copy.deepcopy(w1.detach()).requires_grad_()
    w2 = copy.deepcopy(w2.detach()).requires_grad_()
    for i in range(len(x)):
        loss(x[i : i + 1], y[i : i + 1], w1, w2).backward()
    return w1.grad, w2.grad


# %% gradients: torch.tensor of a tensor, which only warns
def gradients(x, y, w1, w2):
    with torch.enable_grad():
        a, b = (torch.tensor(w, requires_grad=True) for w in (w1, w2))
        grad_a, grad_b = grad(outputs=loss(x, y, a, b), inputs=[a, b])
    return grad_a, grad_b


# %% train: the lesson's loop
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1 = w1.clone().detach().requires_grad_(True)
    w2 = w2.clone().detach().requires_grad_(True)
    losses = []
    for t in range(steps):
        l = loss(x, y, w1, w2)
        losses.append(l.item())
        if t % 100 == 99:
            print(t, l.item())
        l.backward()
        with torch.no_grad():
            w1 -= learning_rate * w1.grad
            w2 -= learning_rate * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
    return w1, w2, losses


# %% train: .data, and gradients set to None
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    weights = [w.clone().requires_grad_() for w in (w1, w2)]
    history = []
    for _ in range(steps):
        current = loss(x, y, *weights)
        history.append(current.detach())
        current.backward()
        for w in weights:
            w.data -= learning_rate * w.grad.data
            w.grad = None
    return weights[0].detach(), weights[1].detach(), history


# %% train: gradients from the function above
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(float(loss(x, y, w1, w2)))
        g1, g2 = gradients(x, y, w1, w2)
        with torch.no_grad():
            w1 = w1 - learning_rate * g1
            w2 = w2 - learning_rate * g2
    return w1, w2, losses


# %% train: an optimizer
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = nn.Parameter(w1.clone()), nn.Parameter(w2.clone())
    optimizer = torch.optim.SGD([w1, w2], lr=learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(x, y, w1, w2)
        value.backward()
        losses.append(value.item())
        optimizer.step()
    return w1.data, w2.data, losses


# %% train: new leaves at every step
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = torch.zeros(steps, dtype=x.dtype)
    for t in range(steps):
        w1, w2 = (w.detach().requires_grad_() for w in (w1, w2))
        value = loss(x, y, w1, w2)
        losses[t] = value.detach()
        g1, g2 = torch.autograd.grad(value, [w1, w2])
        w1, w2 = w1 - learning_rate * g1, w2 - learning_rate * g2
    return w1.detach(), w2.detach(), losses


# %% train: updates in a function under no_grad
@torch.no_grad()
def _update(params, learning_rate):
    for p in params:
        p.sub_(p.grad, alpha=learning_rate)
        p.grad.fill_(0)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    params = [p.clone().requires_grad_() for p in (w1, w2)]
    update = partial(_update, params, learning_rate)
    losses = []
    while len(losses) < steps:
        losses.append((value := loss(x, y, *params)).item())
        value.backward()
        update()
    return [*params, losses]


# %% train: a loader whose only batch is all rows, and the gradients zeroed first
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = w1.clone(), w2.clone()
    w1.requires_grad = True
    w2.requires_grad = True
    loader = DataLoader(TensorDataset(x, y), batch_size=len(x), shuffle=False)
    losses = ()
    for _epoch in range(steps):
        for xb, yb in loader:
            for w in (w1, w2):
                if w.grad is not None:
                    w.grad.detach_().zero_()
            value = loss(xb, yb, w1, w2)
            value.backward()
            losses += (value.item(),)
            with torch.no_grad():
                w1.copy_(w1 - learning_rate * w1.grad)
                w2.copy_(w2 - learning_rate * w2.grad)
    return w1, w2, losses


# %% experiment: the small graph
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
y = w * x + b
y.backward()
print(x.grad, w.grad, b.grad, scalar_gradients(2.0, 3.0, 4.0))

# %% experiment: data of the lesson
torch.manual_seed(0)
N, D_in, H, D_out = 64, 1000, 100, 10
x, y = torch.randn(N, D_in), torch.randn(N, D_out)
w1, w2 = torch.randn(D_in, H), torch.randn(H, D_out)

# %% experiment: two calls
first, second = gradients(x, y, w1, w2), gradients(x, y, w1, w2)
print(all(torch.equal(a, b) for a, b in zip(first, second)))

# %% experiment: an accident with the name of a function
w1.requires_grad_()
w2.requires_grad_()
losses = []
for t in range(20):
    current_loss = loss(x, y, w1, w2)
    current_loss.backward()
    losses.append(current_loss.item())
    with torch.no_grad():
        w1 -= 1e-6 * w1.grad
        w2 -= 1e-6 * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
loss = current_loss
print(loss.item())

# %% experiment: a plot
w1, w2, losses = train(x, y, torch.randn(D_in, H), torch.randn(H, D_out))
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
if plt is not None:
    plt.semilogy(losses)
    plt.xlabel("step")
    plt.show()
