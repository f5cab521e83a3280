"""train keeps only the last loss."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "You return only the loss of the last step: return the losses of all steps, in a list.",
    "zh": "你只返回了最后一步的损失：每一步的损失都要记下来，放进列表里一起返回。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses = squared_error(y_pred, y)
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
