"""train always takes 500 steps."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
NEEDS = r"range\(\d+\)"
HINT = {
    "en": "train: you always take 500 steps: use the number that was passed.",
    "zh": "train：你总是走 500 步：应该用传进来的步数。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(500):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
