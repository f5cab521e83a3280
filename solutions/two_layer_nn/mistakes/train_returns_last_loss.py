"""train returns the last loss alone."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: you return the last loss alone: collect those of all steps, in order.",
    "zh": "train：你只返回了最后一个损失：要按顺序收集每一步的损失。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()
