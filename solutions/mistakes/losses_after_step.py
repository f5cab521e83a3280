"""train notes each loss after the step instead of before it."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your losses are one step late: each is measured after its update. losses[0] belongs to the initial weights.",
    "zh": "你的损失都晚了一步：每个都是更新之后才记录的。losses[0] 应该是初始权重的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
        losses.append(loss_at(x, y, w1, w2))
    return w1, w2, losses
