"""Stateless calls of the model, and gradients by torch.func."""
import torch
from torch import nn
from torch.func import functional_call, grad_and_value


# %%
def build_sequential(d_in: int, hidden: int, d_out: int) -> nn.Sequential:
    """Linear, ReLU, Linear.

    >>> build_sequential(3, 2, 1)[0].weight.shape
    torch.Size([2, 3])
    """
    first = nn.Linear(in_features=d_in, out_features=hidden, bias=False)
    second = nn.Linear(in_features=hidden, out_features=d_out, bias=False)
    return nn.Sequential(first, nn.ReLU(), second)


class TwoLayerNet(nn.Module):
    def __init__(self, d_in: int, hidden: int, d_out: int):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        nn.init.xavier_normal_(self.linear1.weight)
        nn.init.xavier_normal_(self.linear2.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear2(nn.functional.leaky_relu(self.linear1(x), negative_slope=0.0))


# %%
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    def loss(params):
        return nn.functional.mse_loss(functional_call(model, params, (x,)), y, reduction="sum")

    losses = []
    for _ in range(steps):
        params = {name: p.detach() for name, p in model.named_parameters()}
        gradients, value = grad_and_value(loss)(params)
        losses.append(value.item())
        with torch.no_grad():
            for name, p in model.named_parameters():
                p.copy_(p - learning_rate * gradients[name])
    return losses


def build_optimizer(model, name, learning_rate):
    params = [p for p in model.parameters()]
    if name in ("sgd", "momentum"):
        momentum = {"sgd": 0.0, "momentum": 0.9}[name]
        return torch.optim.SGD(params, lr=learning_rate, momentum=momentum, weight_decay=0)
    if name in ("rmsprop", "adam"):
        cls = torch.optim.Adam if name == "adam" else torch.optim.RMSprop
        return cls(params, lr=learning_rate)
    raise ValueError(f"expected sgd, momentum, rmsprop or adam, not {name}")


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for t in range(steps):
        # forward
        y_pred = model(x)
        # loss
        loss = loss_fn(y_pred, y)
        losses.append(loss.item())
        # zero, backward, step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if t % 100 == 99:
            print(f"{t + 1:>5d} {losses[-1]:.6f}")
    return losses


# %%
if __name__ == "__main__":
    import doctest

    doctest.testmod()
