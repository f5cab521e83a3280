"""relu_backward returns ReLU's derivative, and forgets the gradient that arrives."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "You return only ReLU's own derivative, ones and zeros, and do not use grad_h_relu at all. How does the chain rule combine the two?",
    "zh": "你返回的只是 ReLU 自己的导数，全是 1 和 0，grad_h_relu 根本没有用上：按链式法则，这两者要怎么合起来？",
}


def relu_backward(grad_h_relu, h):
    return 0 * h + (h > 0)
