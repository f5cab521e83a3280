"""sgd_step forgets the learning rate."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Your step is the whole gradient: the learning rate, which scales it, is not used.",
    "zh": "你每一步减去的都是整个梯度：学习率决定步长，这里却没有用上。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - grad_w1, w2 - grad_w2
