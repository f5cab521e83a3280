"""train makes its optimizer with a learning rate of its own."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your train takes the same steps whatever learning_rate it is given: see which learning rate your optimizer is created with.",
    "zh": "不管传入的 learning_rate 是多少，你的 train 每一步的步长都一样：看看创建优化器时用的是什么。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, 1e-4)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
