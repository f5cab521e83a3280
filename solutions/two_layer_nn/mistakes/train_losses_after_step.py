"""train notes each loss after the step instead of before it."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "The losses of train are one step late: each is measured after its update. losses[0] belongs to the initial weights.",
    "zh": "train 记录的损失都晚了一步：每个都是更新之后才算的。losses[0] 应该是初始权重的损失。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss_fn(model(x), y).item())
    return losses
