"""The ReLU mask goes by the sign of the gradient instead of h."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You set negative elements of the gradient itself to 0. Whether the gradient passes through ReLU depends on the sign of h in the forward pass.",
    "zh": "你是按梯度自己的正负来截断的。梯度能否通过 ReLU，取决于前向计算时 h 的正负，与梯度的正负无关。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu * (grad_h_relu > 0)
