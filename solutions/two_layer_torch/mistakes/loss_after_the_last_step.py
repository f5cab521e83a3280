"""train adds the loss after the last step to its losses."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "Your losses have one more than there are steps: the loss after the last step is not asked for.",
    "zh": "你的损失比步数多一个：最后一步之后的损失不用记录。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    losses.append(squared_error(forward(x, w1, w2)[2], y))
    return w1, w2, losses
