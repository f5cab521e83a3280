"""The gradient is clamped instead of masked by h."""

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "You clamp the gradient itself, as if it went through ReLU once more. Whether something gets through was decided on the way forward, by the sign of h.",
    "zh": "你对梯度本身做了 clamp，好像让它又过了一遍 ReLU。放不放行，在前向时就由 h 的正负决定了，和梯度的正负无关。",
}


def relu_backward(grad_h_relu, h):
    return grad_h_relu.clamp(min=0)
