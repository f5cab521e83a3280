"""train divides each gradient by its norm."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your gradients are divided by their norm, so that each step has the same length. Here a step uses the gradient as it is: it shrinks near the minimum.",
    "zh": "你把梯度除以了它的范数，每一步的长度就都一样了。这里直接使用梯度本身：越接近最小值，步子越小。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        grad_w1 = grad_w1 / (grad_w1**2).sum() ** 0.5
        grad_w2 = grad_w2 / (grad_w2**2).sum() ** 0.5
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
