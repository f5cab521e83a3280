"""The gradient is multiplied by h (1 - h), as for a sigmoid's output."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your gradient is multiplied by h times 1 - h, which is how one goes back through a sigmoid. ReLU has another slope: draw it, and look at both sides of 0.",
    "zh": "你给梯度乘了 h(1 - h)，那是 sigmoid 的反向传播。ReLU 的斜率不是这样：画出它的图像，看看 0 的两边。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * h * (1 - h)
