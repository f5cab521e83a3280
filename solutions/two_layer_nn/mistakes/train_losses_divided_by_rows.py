"""train notes each loss divided by the number of rows."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: the weights are right, but the losses that you record are divided by the number of rows: this lesson's loss is the sum.",
    "zh": "train：权重是对的，但你记录的损失除以了行数：这里的损失要的是总和。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item() / len(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
