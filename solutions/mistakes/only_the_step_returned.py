"""sgd_step returns the steps instead of the new weights."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "You return the steps, not the new weights: where are the old weights that they start from?",
    "zh": "你返回的是改变量，而不是新的权重：旧的权重在哪里用到了？",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return learning_rate * grad_w1, learning_rate * grad_w2
