"""train computes the gradients once, before the loop."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Every step uses the same gradients, those of the initial weights. Gradients depend on the weights, which change in each step: print them in the loop.",
    "zh": "你的每一步用的都是同一组梯度，也就是初始权重的梯度。权重每一步都在变，梯度也要跟着重新算：在循环里把梯度打印出来看看。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
    return w1, w2, losses
