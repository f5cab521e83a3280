"""The derivative of the loss is divided by the number of rows."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is too small by a factor of the number of rows: this loss contains no mean, so neither does its derivative.",
    "zh": "你的 grad_y_pred 多除了行数：损失里没有取平均，导数里也就不该有。",
}


def loss_backward(y_pred, y):
    return 2.0 * (y_pred - y) / y.shape[0]
