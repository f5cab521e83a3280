"""The derivative is the sign of the error alone."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is only 1 or -1, as if the loss added up absolute errors. How does the derivative of a square depend on the size of the error?",
    "zh": "你的 grad_y_pred 只有 1 和 -1，像是绝对误差之和的导数。平方的导数和误差的大小有什么关系？",
}


def loss_backward(y_pred, y):
    difference = y_pred - y
    return difference / abs(difference)
