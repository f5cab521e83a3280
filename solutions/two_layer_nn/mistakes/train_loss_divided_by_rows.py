"""train minimises the sum of the squared errors divided by the number of rows."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: your loss is divided by N, the number of rows. Here it is the sum over all elements: try two rows whose errors are all 1.",
    "zh": "train：你的损失除以了行数 N。这里要的是所有元素的总和：用误差全是 1 的两行数据试试。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y) / len(y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
