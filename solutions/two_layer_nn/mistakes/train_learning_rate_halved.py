"""train halves the learning rate in each step."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: your learning rate is halved from step to step. The one that was passed holds for all steps: print it in the loop.",
    "zh": "train：你的学习率每一步都减半。传入的学习率应该在所有步里保持不变：在循环里把它打印出来看看。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] /= 2
    return losses
