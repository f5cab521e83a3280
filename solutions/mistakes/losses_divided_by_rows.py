"""train notes each loss divided by the number of rows."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "The weights are right, but the losses that you record are divided by the number of rows: this lesson's loss is the sum.",
    "zh": "权重是对的，但你记录的损失除以了行数：这里的损失要的是总和。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2) / len(y))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
