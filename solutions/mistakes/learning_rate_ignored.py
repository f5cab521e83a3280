"""train always uses the default learning rate."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your train takes the same steps whatever learning rate it is given: it uses a fixed number in place of the argument.",
    "zh": "不管传入的学习率是多少，你的 train 每一步的步长都一样：该用参数的地方写死了一个数。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, 1e-6)
    return w1, w2, losses
