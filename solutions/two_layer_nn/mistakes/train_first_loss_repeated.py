"""train notes the first loss again in every step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
SIGN = "recorded-again"
HINT = {
    "en": "train: your losses are all the same: the loss that you record is computed once, before the loop. It belongs to the current weights.",
    "zh": "train：你记录的损失全都一样：它只在循环之前算了一次。损失应该用当前的权重来算。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    first = loss_fn(model(x), y).item()
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(first)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
