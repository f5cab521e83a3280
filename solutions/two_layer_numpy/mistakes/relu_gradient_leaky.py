"""A hundredth of the gradient passes where h is negative."""

import numpy as np

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "You let a hundredth of the gradient through where h is negative: that belongs to a leaky ReLU. How much does the output of plain ReLU change there?",
    "zh": "在 h 为负的位置，你让梯度的百分之一通过了：那是 leaky ReLU 的做法。普通 ReLU 的输出在那里会变化多少？",
}


def relu_backward(grad_h_relu, h):
    return np.where(h > 0, grad_h_relu, 0.01 * grad_h_relu)
