"""train adds the gradients of all steps up."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
}
HINT = {
    "en": "Your first step is right, but each later one uses the sum of all gradients so far. A step needs the gradient of the current weights alone.",
    "zh": "第一步是对的，之后每一步用的却是到目前为止累加起来的所有梯度。每一步只需要当前权重的梯度。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    sum_w1 = 0 * w1
    sum_w2 = 0 * w2
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        sum_w1 = sum_w1 + grad_w1
        sum_w2 = sum_w2 + grad_w2
        w1, w2 = sgd_step(w1, w2, sum_w1, sum_w2, learning_rate)
    return w1, w2, losses
