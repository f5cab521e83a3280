"""train adds the losses of all steps up."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Each of your losses includes all earlier ones: a running total. losses[t] is the loss before step t alone.",
    "zh": "你的每个损失都包含了之前的所有损失，是累计值。losses[t] 只是第 t 步之前的损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    total = 0.0
    for _ in range(steps):
        total += loss_at(x, y, w1, w2)
        losses.append(total)
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
