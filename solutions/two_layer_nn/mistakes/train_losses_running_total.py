"""train adds the losses of all steps up."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: each of your losses includes all earlier ones: a running total. losses[t] is the loss before step t alone.",
    "zh": "train：你的每个损失都包含了之前的所有损失，是累计值。losses[t] 只是第 t 步之前的损失。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    total = 0.0
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        total += loss.item()
        losses.append(total)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
