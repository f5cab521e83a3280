"""The gradient is multiplied by 1 - h ** 2, as for tanh's output."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your gradient is multiplied by 1 minus the square of h, which is how one goes back through tanh. ReLU has another slope: draw it, and look at both sides of 0.",
    "zh": "你给梯度乘了 1 减 h 的平方，那是 tanh 的反向传播。ReLU 的斜率不是这样：画出它的图像，看看 0 的两边。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (1 - h**2)
