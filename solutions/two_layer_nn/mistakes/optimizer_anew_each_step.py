"""train makes a new optimizer in every step."""

from torch import nn

CHECKS = ("test_train",)
HINT = {
    "en": "You make a new optimizer in every step, which forgets what the last one remembered: momentum, RMSProp and Adam live from earlier steps.",
    "zh": "你在每一步里都新建优化器，之前记住的东西就全丢了：动量、RMSProp 和 Adam 靠的正是之前各步的积累。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer = build_optimizer(model, optimizer_name, learning_rate)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
