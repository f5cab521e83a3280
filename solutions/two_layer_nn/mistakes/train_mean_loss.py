"""train takes the mean of the squared errors."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: your loss is the mean of the squared errors, the default of MSELoss; this lesson's is their sum.",
    "zh": "train：你的损失是误差平方的平均值（MSELoss 默认就是这样）；这里的损失是总和。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss()
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
