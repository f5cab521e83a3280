"""Each step of train starts from the initial weights."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Each of your steps starts from the initial weights again, so that only one step remains. A step goes on from where the last one ended.",
    "zh": "你的每一步都从初始权重重新出发，最后只剩下一步的效果。每一步都应该从上一步的结果继续。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        new_w1, new_w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return new_w1, new_w2, losses
