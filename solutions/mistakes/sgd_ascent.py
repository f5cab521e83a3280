"""The step goes up the gradient instead of down."""

CHECKS = {
    "two_layer_numpy": ("test_sgd_step_goes_downhill", "test_sgd_step"),
    "two_layer_torch": ("test_sgd_step_goes_downhill", "test_sgd_step"),
}
HINT = {
    "en": "Your step goes in the direction of the gradient, in which the loss grows. In which direction does it fall?",
    "zh": "你是沿着梯度方向走的，损失会越来越大。要让损失下降，该往哪个方向走？",
}


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 + learning_rate * grad_w1, w2 + learning_rate * grad_w2
