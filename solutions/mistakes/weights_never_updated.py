"""train throws away what sgd_step returns."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
}
SIGN = "result-dropped"
HINT = {
    "en": "Your losses are all the same because the weights never change: sgd_step returns new ones, and your train does not store them.",
    "zh": "你的损失从头到尾都一样，因为权重一直没有变：sgd_step 返回了新的权重，你却没有把它们存下来。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
