"""No ReLU mask: the gradient passes through ReLU unchanged."""

CHECKS = {
    "two_layer_numpy": ("test_relu_backward_matches_differences", "test_relu_backward"),
    "two_layer_torch": ("test_relu_backward_matches_differences", "test_relu_backward"),
}
HINT = {
    "en": "Your grad_h is the gradient as if there were no ReLU: where h is negative, nothing may flow back.",
    "zh": "你的 grad_h 就像没有 ReLU 一样，梯度原样传了回去：h 为负的地方，梯度应该传不回去。",
}


def relu_backward(grad_h_relu, h):
    return 1 * grad_h_relu
