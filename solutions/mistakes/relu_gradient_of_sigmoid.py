"""The gradient goes back through a sigmoid instead of ReLU."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your gradient is multiplied by the sigmoid's derivative. The activation here is ReLU: what is its slope where h is positive, and where it is negative?",
    "zh": "你给梯度乘的是 sigmoid 的导数。这里的激活函数是 ReLU：h 为正时它的斜率是多少，为负时呢？",
}


def relu_backward(grad_h_relu, h):
    s = 1 / (1 + exp(-h))
    return grad_h_relu * s * (1 - s)
