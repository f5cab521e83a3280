"""train computes the loss once, before the loop."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
}
HINT = {
    "en": "Your losses are all the same: each is that of the initial weights. The weights change in each step, and the loss with them.",
    "zh": "你的损失全都一样：每个都是初始权重的损失。权重每一步都在变，损失也要跟着重新算。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    loss = squared_error(forward(x, w1, w2)[2], y)
    for _ in range(steps):
        losses.append(loss)
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
