"""sgd_step returns the new weights in the wrong order."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Both new weights are right, but their order is not: w1 comes first.",
    "zh": "两个新权重都对，但顺序反了：应当先返回 w1。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w2 - learning_rate * grad_w2, w1 - learning_rate * grad_w1
