"""train notes the first loss again in every step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "recorded-again"
HINT = {
    "en": "train: your losses are all the same: each is that of the initial weights. The weights change in each step, and the loss with them.",
    "zh": "train：你的损失全都一样：每个都是初始权重的损失。权重每一步都在变，损失也要跟着重新算。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    first = loss_fn(model(x), y).item()
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(first)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
