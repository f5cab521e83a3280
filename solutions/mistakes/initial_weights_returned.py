"""train returns the initial weights."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your losses are right, but what you return are the weights from before the training: which variables hold the trained ones?",
    "zh": "损失是对的，但你返回的还是训练之前的权重：训练好的权重放在哪两个变量里？",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    new_w1, new_w2 = w1, w2
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, new_w1, new_w2))
        grad_w1, grad_w2 = gradients_at(x, y, new_w1, new_w2)
        new_w1, new_w2 = step_from(new_w1, new_w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
