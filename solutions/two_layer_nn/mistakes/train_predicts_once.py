"""train predicts and computes the loss once, before its loop."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
UNLESS = r"\w*loss\w* \+= |\+ \w*loss"
SIGN = "backward-again"
HINT = {
    "en": "In train the second backward fails, because prediction and loss were computed only once, before the loop: the weights change, so each step must compute both again.",
    "zh": "train 里第二次 backward 报错，是因为预测和损失只在循环之前算了一次：权重每一步都在变，两者也要每一步重新算。",
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    loss = loss_fn(model(x), y)
    for _ in range(steps):
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
