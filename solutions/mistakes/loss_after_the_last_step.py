"""train adds the loss after the last step to its losses."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "The weights are right, but there is one loss too many: each is recorded before its step, and none after the last step.",
    "zh": "权重是对的，损失却多了一个：每个损失都在更新之前记录，最后一步更新完就不用再记了。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    losses.append(loss_at(x, y, w1, w2))
    return w1, w2, losses
