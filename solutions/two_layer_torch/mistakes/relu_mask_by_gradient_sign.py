"""The gradient is clamped instead of masked by h."""

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "You clamp the gradient itself, as if it went through ReLU once more. Whether the gradient passes through ReLU depends on the sign of h in the forward pass.",
    "zh": "你对梯度本身做了 clamp，好像让它又过了一遍 ReLU。梯度能否通过 ReLU，取决于前向计算时 h 的正负，与梯度的正负无关。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu.clamp(min=0)
