"""The gradient is multiplied by ReLU's output instead of its slope."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You multiply the gradient by ReLU's output instead of its slope. What is the slope where h is 5: 5 or 1?",
    "zh": "你给梯度乘的是 ReLU 的输出，而不是它的斜率。h 等于 5 时斜率是 5 还是 1？",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * h * (h > 0)
