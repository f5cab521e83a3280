"""train keeps only the last loss."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "You return the last loss alone: collect those of all steps, in order.",
    "zh": "你只返回了最后一个损失：要按顺序收集每一步的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    for _ in range(steps):
        losses = loss_at(x, y, w1, w2)
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
