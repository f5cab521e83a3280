import collections
from collections import OrderedDict
from functools import partial

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch import Tensor
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.utils.data import DataLoader, Dataset, TensorDataset


# %% build_sequential: the lesson's
def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.ReLU(),
        nn.Linear(hidden, d_out, bias=False),
    )


# %% build_sequential: an OrderedDict
def build_sequential(d_in, hidden, d_out):
    layers = OrderedDict()
    layers["hidden"] = nn.Linear(d_in, hidden, bias=False)
    layers["relu"] = nn.ReLU()
    layers["output"] = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(layers)


# %% build_sequential: add_module
def build_sequential(d_in, hidden, d_out):
    model = nn.Sequential()
    model.add_module("linear1", nn.Linear(d_in, hidden, bias=False))
    model.add_module("relu1", nn.ReLU(inplace=True))
    model.add_module("linear2", nn.Linear(hidden, d_out, bias=False))
    return model


# %% build_sequential: a list of layers, and weights of another kind
def build_sequential(d_in: int, hidden: int, d_out: int) -> nn.Sequential:
    layers = [nn.Linear(d_in, hidden, False), nn.ReLU(), nn.Linear(hidden, d_out, False)]
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return nn.Sequential(*layers)


# %% build_sequential: sizes in pairs, without the last ReLU
def build_sequential(*sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(a, b, bias=False), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% build_sequential: append, and a partial
_Linear = partial(nn.Linear, bias=False)


def build_sequential(d_in, hidden, d_out):
    model = nn.Sequential(_Linear(d_in, hidden))
    model.append(nn.ReLU()).append(_Linear(hidden, d_out))
    return model


# %% build_sequential: a subclass of Sequential
class MLP(nn.Sequential):
    def __init__(self, d_in, hidden, d_out):
        super().__init__(
            torch.nn.Linear(d_in, hidden, bias=False),
            torch.nn.ReLU(),
            torch.nn.Linear(hidden, d_out, bias=False),
        )


def build_sequential(d_in, hidden, d_out):
    return MLP(d_in, hidden, d_out)


# %% TwoLayerNet: the lesson's
class TwoLayerNet(torch.nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super(TwoLayerNet, self).__init__()
        self.linear1 = torch.nn.Linear(d_in, hidden, bias=False)
        self.linear2 = torch.nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        y_pred = self.linear2(self.linear1(x).clamp(min=0))
        return y_pred


# %% TwoLayerNet: F.relu and type hints
class TwoLayerNet(nn.Module):
    """Two linear layers without bias.

    Attributes:
        linear1: from d_in to hidden.
        linear2: from hidden to d_out.
    """

    linear1: nn.Linear
    linear2: nn.Linear

    def __init__(self, d_in: int, hidden: int, d_out: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear2(F.relu(self.linear1(x)))


# %% TwoLayerNet: ReLU is a layer too
class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        nn.Module.__init__(self)
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.relu = nn.ReLU()
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, input):
        hidden = self.linear1(input)
        hidden = self.relu(hidden)
        return self.linear2(hidden)


# %% TwoLayerNet: the second layer first, and a Sequential of both
class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.net = nn.Sequential(self.linear1, nn.ReLU(), self.linear2)

    def forward(self, x):
        return self.net(x)


# %% TwoLayerNet: a linear layer of one's own
class NoBias(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / n_in**0.5)

    def forward(self, x):
        return x @ self.weight.T


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1, self.linear2 = NoBias(d_in, hidden), NoBias(hidden, d_out)

    def forward(self, x):
        h = self.linear1(x)
        return self.linear2(torch.where(h > 0, h, torch.zeros_like(h)))


# %% TwoLayerNet: a ModuleList of the two layers
class TwoLayerNet(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b, bias=False) for a, b in zip(sizes, sizes[1:]))
        self.linear1, self.linear2 = self.layers
        del self.layers

    def forward(self, x):
        for number, layer in enumerate([self.linear1, self.linear2]):
            x = layer(x if number == 0 else x.relu())
        return x


# %% TwoLayerNet: a base class, and layers set by name
class Base(nn.Module):
    def __init__(self, **layers):
        super().__init__()
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        *first, last = self.children()
        for layer in first:
            x = torch.relu(layer(x))
        return last(x)


class TwoLayerNet(Base):
    def __init__(self, d_in, hidden, d_out):
        super().__init__(
            linear1=nn.Linear(d_in, hidden, bias=False),
            linear2=nn.Linear(hidden, d_out, bias=False),
        )


# %% TwoLayerNet: keyword options with defaults, and F.linear
class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out, *, activation=F.relu):
        super().__init__()
        self.activation = activation
        self.add_module("linear1", nn.Linear(d_in, hidden, bias=False))
        self.add_module("linear2", nn.Linear(hidden, d_out, bias=False))

    def hidden(self, x):
        return self.activation(F.linear(x, self.linear1.weight))

    def forward(self, x):
        return F.linear(self.hidden(x), self.linear2.weight)


# %% train_by_hand: the lesson's loop
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = torch.nn.MSELoss(reduction="sum")
    losses = []
    for t in range(steps):
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for param in model.parameters():
                param -= learning_rate * param.grad
    return losses


# %% train_by_hand: .data, gradients zeroed at the end
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    losses = []
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).sum()
        loss.backward()
        for p in model.parameters():
            p.data.add_(p.grad.data, alpha=-learning_rate)
            p.grad = None
        losses.append(float(loss))
    return losses


# %% train_by_hand: torch.autograd.grad
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    params = list(model.parameters())
    losses = torch.zeros(steps)
    for t in range(steps):
        loss = F.mse_loss(model(x), y, reduction="sum")
        grads = torch.autograd.grad(loss, params)
        losses[t] = loss.detach()
        with torch.no_grad():
            for p, g in zip(params, grads, strict=True):
                p.copy_(p - learning_rate * g)
    return losses


# %% train_by_hand: one vector of all parameters
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    losses = []
    for _ in range(steps):
        model.zero_grad(set_to_none=False)
        loss = (model(x) - y).pow(2).sum()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            vector = parameters_to_vector(model.parameters())
            gradient = parameters_to_vector(p.grad for p in model.parameters())
            vector_to_parameters(vector - learning_rate * gradient, model.parameters())
    return losses


# %% train_by_hand: a function under no_grad, and a while
@torch.no_grad()
def _descend(parameters, learning_rate):
    for parameter in parameters:
        parameter.sub_(learning_rate * parameter.grad)
        parameter.grad.zero_()


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    criterion, losses = nn.MSELoss(reduction="sum"), []
    while (done := len(losses)) < steps:
        loss = criterion(model(x), y)
        loss.backward()
        losses.append(loss.item())
        _descend(model.parameters(), learning_rate)
        if done % 100 == 0:
            print("step", done, "loss", losses[-1])
    return losses


# %% train_by_hand: a new state dict at every step
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    model.train()
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()
        loss = torch.sum(torch.square(y - model(x)))
        loss.backward()
        losses.append(loss.detach())
        new = {name: p.data - learning_rate * p.grad for name, p in model.named_parameters()}
        model.load_state_dict(new)
    return losses


# %% build_optimizer: if and elif
def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    elif name == "momentum":
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    elif name == "rmsprop":
        optimizer = torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    elif name == "adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    else:
        raise ValueError("unknown optimizer: " + name)
    return optimizer


# %% build_optimizer: a match statement
def build_optimizer(model, name, learning_rate):
    params = list(model.parameters())
    match name:
        case "sgd" | "momentum":
            return optim.SGD(params, learning_rate, momentum=0.9 if name == "momentum" else 0)
        case "rmsprop":
            return optim.RMSprop(params, learning_rate, alpha=0.99)
        case "adam":
            return optim.Adam(params, learning_rate, betas=(0.9, 0.999))
        case _:
            raise ValueError(f"no optimizer is called {name!r}")


# %% build_optimizer: a table at module level
OPTIMIZERS = {
    "sgd": optim.SGD,
    "momentum": partial(optim.SGD, momentum=0.9),
    "rmsprop": optim.RMSprop,
    "adam": optim.Adam,
}


def build_optimizer(model, name, learning_rate):
    if name not in OPTIMIZERS:
        raise ValueError(f"{name} is not one of {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name](model.parameters(), lr=learning_rate)


# %% build_optimizer: a KeyError becomes a ValueError
def build_optimizer(model, name, learning_rate):
    choices = {
        "sgd": lambda p: torch.optim.SGD(p, lr=learning_rate),
        "momentum": lambda p: torch.optim.SGD(p, lr=learning_rate, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=learning_rate, eps=1e-8),
        "adam": lambda p: torch.optim.Adam(p, lr=learning_rate, foreach=False),
    }
    try:
        make = choices[name.lower()]
    except KeyError as error:
        raise ValueError(f"unknown optimizer {name}") from error
    return make(model.parameters())


# %% build_optimizer: getattr, a group of parameters, an error of one's own
class UnknownOptimizer(ValueError):
    pass


_CLASSES = {"sgd": "SGD", "momentum": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}


def build_optimizer(model, name, learning_rate, **options):
    if name == "momentum":
        options.setdefault("momentum", 0.9)
    kind = getattr(torch.optim, _CLASSES.get(name, ""), None)
    if kind is None:
        raise UnknownOptimizer
    groups = [{"params": [p for p in model.parameters() if p.requires_grad], "lr": learning_rate}]
    return kind(groups, **options)


# %% train: five lines
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for t in range(steps):
        y_pred = model(x)
        loss = loss_fn(y_pred, y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


# %% train: a closure
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer = build_optimizer(model, optimizer_name, learning_rate)

    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y, reduction="sum")
        loss.backward()
        return loss

    return [optimizer.step(closure).item() for _ in range(steps)]


# %% train: a loader whose only batch is all rows
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loader = DataLoader(TensorDataset(x, y), batch_size=x.shape[0], shuffle=False)
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    criterion = nn.MSELoss(reduction="sum")
    losses = []
    model.train()
    for _epoch in range(steps):
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    model.eval()
    return losses


# %% train: a dataset of one's own
class Rows(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    losses = []
    batches = list(DataLoader(Rows(x, y), batch_size=len(x)))
    opt = build_optimizer(model, optimizer_name, learning_rate)
    for _ in range(steps):
        for xb, yb in batches:
            loss = ((model(xb) - yb) ** 2).sum()
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
    return tuple(losses)


# %% train: a generator and a NumPy array of losses
def _steps(model, x, y, optimizer):
    loss_fn = nn.MSELoss(reduction="sum")
    while True:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        yield loss.detach().numpy()


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    run = _steps(model, x, y, build_optimizer(model, optimizer_name, learning_rate))
    return [next(run) for _ in range(steps)]


# %% train: gradients accumulated over the rows
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = collections.deque()
    for _ in range(steps):
        optimizer.zero_grad()
        total = 0.0
        for xb, yb in zip(torch.split(x, 8), torch.split(y, 8), strict=True):
            loss = F.mse_loss(model(xb), yb, reduction="sum")
            loss.backward()
            total += loss.item()
        losses.append(total)
        optimizer.step()
    return list(losses)


# %% experiment: settings and data
CONFIG = {"d_in": 1000, "hidden": 100, "d_out": 10, "n": 64, "lr": 1e-4}
torch.manual_seed(42)
x = torch.randn(CONFIG["n"], CONFIG["d_in"])
y = torch.randn(CONFIG["n"], CONFIG["d_out"])

# %% experiment: a model and its parameters
model = build_sequential(CONFIG["d_in"], CONFIG["hidden"], CONFIG["d_out"])
print(model)
for name, parameter in model.named_parameters():
    print(name, tuple(parameter.shape))

# %% experiment: a loop by hand
loss_fn = nn.MSELoss(reduction="sum")
for t in range(50):
    loss = loss_fn(model(x), y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for param in model.parameters():
            param -= 1e-4 * param.grad
print(loss.item())

# %% experiment: all optimizers
results = {}
for name in ("sgd", "momentum", "rmsprop", "adam"):
    model = TwoLayerNet(1000, 100, 10)
    results[name] = train(model, x, y, name, steps=100)
    print(name, results[name][-1])

# %% experiment: a plot of each
try:
    import matplotlib.pyplot as plt

    for name, losses in results.items():
        plt.plot(losses, label=name)
    plt.legend()
    plt.show()
except ImportError:
    pass
