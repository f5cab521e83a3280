"""train always takes 500 steps."""

CHECKS = ("test_train_reports_its_losses", "test_train")
NEEDS = r"range\([^()]*\b500\b"
HINT = {
    "en": "You always take 500 steps: use the number that was passed.",
    "zh": "你总是走 500 步：应该用传进来的步数。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(500):
        _, _, y_pred = forward(x, w1, w2)
        losses.append(squared_error(y_pred, y))
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
