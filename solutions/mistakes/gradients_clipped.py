"""train clips each number of its gradients to 1."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your gradients are clipped, so that large ones become too small. Here a step uses the gradient as it is.",
    "zh": "你把梯度裁剪了，大的梯度就变小了。这里每一步都直接使用梯度本身。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        grad_w1 = grad_w1.clip(-1, 1)
        grad_w2 = grad_w2.clip(-1, 1)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
