"""The ReLU mask goes by the sign of the gradient instead of h."""

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "You cut off what is negative in the gradient itself. Whether ReLU let something through was decided on the way forward, by the sign of h.",
    "zh": "你是按梯度自己的正负来截断的。ReLU 放不放行，在前向时就由 h 的正负决定了，和梯度的正负无关。",
}


def relu_backward(grad_h_relu, h):
    grad_h = grad_h_relu.copy()
    grad_h[grad_h < 0] = 0
    return grad_h
