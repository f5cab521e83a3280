"""relu_backward returns ReLU's derivative, and forgets the gradient that arrives."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You return only ReLU's own derivative, ones and zeros: the numbers of grad_h_relu are not in it. How does the chain rule combine the two?",
    "zh": "你返回的只是 ReLU 自身的导数，也就是 0 和 1：里面没有 grad_h_relu 的数值。链式法则要怎样把两者合起来？",
}


def relu_backward(grad_h_relu, h):
    return 0 * h + (h > 0)
