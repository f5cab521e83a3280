"""train divides the gradients by the number of rows."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your losses start right, but each step is too small by a factor of N, the number of rows: the loss here is a sum, so do not divide by N.",
    "zh": "初始损失是对的，但每一步都除以了行数 N：这里的损失是总和，不用除以 N。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate / len(x))
    return w1, w2, losses
