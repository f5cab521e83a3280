"""The derivative of the loss does not look at y."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred depends on the prediction alone, as if every target were 0: where is y used?",
    "zh": "你的 grad_y_pred 只和预测值有关，好像所有目标值都是 0：y 用在了哪里？",
}


def loss_backward(y_pred, y):
    return 2.0 * y_pred
