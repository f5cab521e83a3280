"""train uses Adam whatever optimizer is asked for."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: you use Adam whatever name is given: see what you do with optimizer_name.",
    "zh": "train：不管传入什么名字，你用的都是 Adam：看看 optimizer_name 用到了哪里。",
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
