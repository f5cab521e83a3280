"""The factor 2 is missing in the derivative of the square."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is half of what it should be: look again at the derivative of a square.",
    "zh": "你的 grad_y_pred 正好是正确值的一半：再想一想平方的导数。",
}


def loss_backward(y_pred, y):
    return y_pred - y
