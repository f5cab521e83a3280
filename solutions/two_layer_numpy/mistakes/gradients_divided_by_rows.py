"""train divides the gradients by the number of rows."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "Your losses start right, but each step is too small by a factor of N, the number of rows: the loss here is a sum, so do not divide by N.",
    "zh": "初始损失是对的，但每一步都被除以了样本数 N：这里的损失是总和，不用再除。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate / len(x))
    return w1, w2, losses
