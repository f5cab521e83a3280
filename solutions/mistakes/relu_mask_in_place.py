"""relu_backward changes the caller's gradient."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "The values are right, but the grad_h_relu that was passed to your function has changed as well: work on a copy. A second name for it is not a copy.",
    "zh": "数值是对的，但传进来的 grad_h_relu 也被改掉了：请在副本上操作。换个名字并不等于复制。",
}


def relu_backward(grad_h_relu, h):
    grad_h_relu[h < 0] = 0
    return grad_h_relu
