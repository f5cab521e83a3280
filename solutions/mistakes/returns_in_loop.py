"""train returns from within its loop, after the first step."""

CHECKS = {
    "two_layer_numpy": ("test_train_reports_its_losses", "test_train"),
    "two_layer_torch": ("test_train_reports_its_losses", "test_train"),
    "two_layer_autograd": ("test_train_goes_downhill", "test_train"),
}
HINT = {
    "en": "Your train takes only one step, whatever steps is: see whether its return is inside the loop, and count the losses for steps=3.",
    "zh": "不管 steps 是多少，你的 train 都只走一步：看看 return 是不是写在了循环里面，再数一数 steps=3 时有几个损失。",
}


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss_at(x, y, w1, w2))
        grad_w1, grad_w2 = gradients_at(x, y, w1, w2)
        w1, w2 = step_from(w1, w2, grad_w1, grad_w2, learning_rate)
        return w1, w2, losses
    return w1, w2, losses
