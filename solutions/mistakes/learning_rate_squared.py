"""sgd_step multiplies by the learning rate twice."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Your step is scaled by the learning rate twice: with the learning rate 0.1 it should be a tenth of the gradient.",
    "zh": "你的步长乘了两次学习率：学习率为 0.1 时，步长应该是梯度的十分之一。",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate**2 * grad_w1, w2 - learning_rate**2 * grad_w2
