"""train calls backward on the sum of all losses so far."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
NEEDS = r"(?s)\b(\w+) (?:\+= |= \1 \+ ).*\b\1\.backward\("
HINT = {
    "en": "train: you add the losses of all steps up and call backward on the total. It contains the graphs of earlier steps, which are gone: backward belongs to the current loss alone.",
    "zh": "train：你把各步的损失加起来，再对总和调用 backward。总和里包含了之前各步的计算图，而它们已经被释放了：只对当前这一步的损失调用 backward。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    total = 0
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        total = total + loss
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    return losses
