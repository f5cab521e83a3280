"""train steps before it goes backward, with the gradients of the step before."""

from torch import nn

CHECKS = ()
HINT = {
    "en": "Your step comes before backward, so it uses the gradients of the loss before, and the first step has none at all.",
    "zh": "你的 step 放在了 backward 之前，用的是上一轮的梯度，而第一步根本还没有梯度。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
    return losses
