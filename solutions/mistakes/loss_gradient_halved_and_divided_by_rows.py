"""The derivative is that of the loss divided by twice the number of rows."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is that of a loss divided by 2N. Here the loss is the plain sum of the squares: differentiate one of its terms.",
    "zh": "你的 grad_y_pred 是损失除以 2N 时的导数。这里的损失就是平方和：对其中一项求导看看。",
}


def loss_backward(y_pred, y):
    return (y_pred - y) / len(y)
