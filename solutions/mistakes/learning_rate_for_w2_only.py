"""sgd_step forgets the learning rate for w1."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Only w2 is moved by the learning rate times its gradient; w1 by its whole gradient. Compare the two updates.",
    "zh": "只有 w2 的更新乘了学习率，w1 减去的是整个梯度。比较一下这两个更新。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - grad_w1, w2 - learning_rate * grad_w2
