"""train never sets the gradients to zero."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
UNLESS = r"(loss|total|cost)\w* \+= (?!.*(item|float))"
HINT = {
    "en": "In train the first step is right, and from the second on each step uses the sum of all gradients so far: they are not zeroed between two steps.",
    "zh": "train 的第一步是对的，从第二步起用的却是之前所有梯度之和：两步之间没有清零梯度。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return losses
