"""sgd_step forgets the learning rate for w2."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Only w1 is moved by the learning rate times its gradient; w2 by its whole gradient. Compare the two updates.",
    "zh": "只有 w1 的更新乘了学习率，w2 减去的是整个梯度。比较一下这两个更新。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * grad_w1, w2 - grad_w2
