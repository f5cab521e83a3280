"""train notes the mean of all losses so far."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: each of your losses is the average of all losses so far. losses[t] is the loss before step t alone.",
    "zh": "train：你的每个损失都是到目前为止所有损失的平均值。losses[t] 只是第 t 步之前的损失。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    total = 0.0
    for step in range(1, steps + 1):
        loss = loss_fn(model(x), y)
        total += loss.item()
        losses.append(total / step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
