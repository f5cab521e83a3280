"""sgd_step moves w2 and leaves w1 where it was."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Your w1 never moves: both weights must be updated.",
    "zh": "w1 一直没有变：两个权重都要更新。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1, w2 - learning_rate * grad_w2
