"""train notes the mean of all losses so far."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Each of your losses is the average of all losses so far. losses[t] is the loss before step t alone.",
    "zh": "你的每个损失都是到目前为止所有损失的平均值。losses[t] 只是第 t 步之前的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    total = 0.0
    for step in range(1, steps + 1):
        total += loss_at(x, y, w1, w2)
        losses.append(total / step)
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
