"""train updates w2 before it computes the gradient by w1."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
}
HINT = {
    "en": "You change w2 before the gradient with respect to w1 is computed, which then mixes old and new weights: compute both gradients before you update either weight.",
    "zh": "你先更新了 w2，再去算 w1 的梯度，新旧权重就混在一起了：先把两个梯度都算好，再更新权重。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        h, h_relu, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_y_pred = loss_backward(y_pred, y)
        w2 = w2 - learning_rate * h_relu.T @ grad_y_pred
        grad_h = relu_backward(grad_y_pred @ w2.T, h)
        w1 = w1 - learning_rate * x.T @ grad_h
    return w1, w2, losses
