"""train notes each loss after the step instead of before it."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "Your losses are one step late: each is measured after its update. losses[0] belongs to the initial weights.",
    "zh": "你的损失都晚了一步：每个都是更新之后才记录的。losses[0] 应该是初始权重的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
    return w1, w2, losses
