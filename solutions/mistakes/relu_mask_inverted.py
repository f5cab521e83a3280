"""The ReLU mask is the wrong way round."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your mask is inverted: the gradient passes where h is negative, and is blocked where h is positive.",
    "zh": "掩码反了：h 为负的位置让梯度通过，h 为正的位置反而置成了 0。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (h <= 0)
