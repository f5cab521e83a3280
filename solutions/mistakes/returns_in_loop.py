"""train returns from within its loop, after the first step."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "You return within the loop, after the first step: see how far the return is indented, and how many losses there are for steps=3.",
    "zh": "你在循环里就返回了，只走了一步：看看 return 缩进在哪里，再数一数 steps=3 时有几个损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
        return w1, w2, losses
    return w1, w2, losses
