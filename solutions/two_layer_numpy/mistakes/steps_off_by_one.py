"""train takes one step too few."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "Your train takes one step fewer than it should: count how often the loop runs for steps=1.",
    "zh": "你的 train 少走了一步：数一数 steps=1 时循环会执行几次。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(1, steps):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
