"""train adds the loss after the last step to its losses."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "The weights are right, but there is one loss too many: each is recorded before its step, and none after the last step.",
    "zh": "权重是对的，损失却多了一个：每个损失都在更新之前记录，最后一步更新完就不用再记了。",
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
