"""train makes a new optimizer in every step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "You create a new optimizer in every step, so its state is lost: momentum, RMSProp and Adam depend on earlier steps.",
    "zh": "你在每一步里都新建优化器，之前的状态就全丢了：动量、RMSProp 和 Adam 都依赖之前各步的状态。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer = build_optimizer(model, optimizer_name, learning_rate)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
