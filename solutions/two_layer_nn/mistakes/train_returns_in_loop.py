"""train returns from within its loop, after the first step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your train ends after its first step: look at the indentation of its return.",
    "zh": "你的 train 走完第一步就结束了：看看 return 缩进到了哪一层。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):  # noqa: RET503
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return losses
