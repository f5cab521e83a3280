"""The gradient goes back through tanh instead of ReLU."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your gradient is multiplied by tanh's derivative. The activation here is ReLU: what is its slope where h is positive, and where it is negative?",
    "zh": "你给梯度乘的是 tanh 的导数。这里的激活函数是 ReLU：h 为正时它的斜率是多少，为负时呢？",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (1 - tanh(h) ** 2)
