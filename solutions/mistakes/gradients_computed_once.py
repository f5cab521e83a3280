"""train computes the gradients once, before the loop."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your gradients are computed once, before the loop, and every step uses the same ones. They depend on the weights, which change after each step.",
    "zh": "梯度只在循环之前算了一次，后面每一步用的都是它。权重每更新一次就变了，梯度也得跟着重新算。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
