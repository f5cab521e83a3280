"""train updates w1 before it computes the gradient by w2."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
}
HINT = {
    "en": "You change w1 before the gradient with respect to w2 is computed, which then mixes old and new weights: compute both gradients before you update either weight.",
    "zh": "你先更新了 w1，再去算 w2 的梯度，新旧权重就混在一起了：先把两个梯度都算好，再更新权重。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        w1 = w1 - learning_rate * backward(x, y, w1, w2)[0]
        w2 = w2 - learning_rate * backward(x, y, w1, w2)[1]
    return w1, w2, losses
