"""The gradient is multiplied by h instead of ReLU's slope."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You multiply the gradient by h itself. ReLU's slope is 1 or 0; h only decides which of the two.",
    "zh": "你把梯度乘上了 h 本身。ReLU 的导数只有 1 和 0 两种，h 的正负只决定是哪一种。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * h
