"""The derivative is that of the mean of the squared errors."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred belongs to the mean of the squared errors, and is too small by a factor of the number of elements: this lesson's loss is their sum.",
    "zh": "你的 grad_y_pred 是均方误差的导数，多除了元素个数；这里的损失是总和，不是平均值。",
}


def loss_backward(y_pred, y):
    return 2.0 * (y_pred - y) / (y.shape[0] * y.shape[1])
