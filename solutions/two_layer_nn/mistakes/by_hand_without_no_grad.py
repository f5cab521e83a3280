"""The update of train_by_hand stands outside no_grad."""

from torch import nn

CHECKS = ("test_train_by_hand_goes_downhill", "test_train_by_hand")
SIGN = "update-recorded"
HINT = {
    "en": "Your update changes parameters in place while autograd records, which it does not allow: make sure that the update is not part of the graph.",
    "zh": "更新参数时 autograd 还在记录，它不允许这样原地修改参数：更新不属于计算图，要让 autograd 在这时停止记录。",
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return losses
