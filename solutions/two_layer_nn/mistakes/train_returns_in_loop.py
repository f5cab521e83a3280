"""train returns from within its loop, after the first step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "Your train takes only one step, whatever steps is: see whether its return is inside the loop, and count the losses for steps=3.",
    "zh": "不管 steps 是多少，你的 train 都只走一步：看看 return 是不是写在了循环里面，再数一数 steps=3 时有几个损失。",
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
