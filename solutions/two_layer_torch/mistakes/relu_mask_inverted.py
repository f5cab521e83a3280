"""The ReLU mask is the wrong way round."""

CHECKS = ("test_relu_backward_matches_differences", "test_relu_backward")
HINT = {
    "en": "Your mask is the wrong way round: the gradient gets through where h is negative, and is stopped where h is positive.",
    "zh": "掩码弄反了：现在是 h 为负的地方让梯度通过，h 为正的地方反而拦住了。",
}


def relu_backward(grad_h_relu, h):
    grad_h = grad_h_relu.clone()
    grad_h[h > 0] = 0
    return grad_h
