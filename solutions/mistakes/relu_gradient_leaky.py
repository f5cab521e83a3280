"""A hundredth of the gradient passes where h is negative."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You let a hundredth of the gradient through where h is negative: that belongs to a leaky ReLU. How much does the output of plain ReLU change there?",
    "zh": "在 h 为负的位置，你让梯度的百分之一通过了：那是 leaky ReLU 的做法。普通 ReLU 的输出在那里会变化多少？",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (h > 0) + 0.01 * grad_h_relu * (h <= 0)
