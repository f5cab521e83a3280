"""relu_backward changes the caller's gradient."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "The values are right, but the grad_h_relu that was passed to your function has changed as well: a second name for it is not a copy of it.",
    "zh": "数值是对的，但传进来的 grad_h_relu 也被改掉了：换个名字，并不会复制出一份新的。",
}


def relu_backward(grad_h_relu, h):
    grad_h_relu[h < 0] = 0
    return grad_h_relu
