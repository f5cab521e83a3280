"""train uses Adam whatever optimizer is asked for."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your train uses Adam whatever optimizer_name is: see where the argument is used.",
    "zh": "不管 optimizer_name 是什么，你的 train 用的都是 Adam：看看这个参数用在了哪里。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, "adam", learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
