"""train keeps only the last loss."""

CHECKS = ("test_train_reports_its_losses", "test_train")
HINT = {
    "en": "You return the last loss alone: collect those of all steps, in order.",
    "zh": "你只返回了最后一个损失：要按顺序收集每一步的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    for _ in range(steps):
        losses = squared_error(forward(x, w1, w2)[2], y)
        grad_w1, grad_w2 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
