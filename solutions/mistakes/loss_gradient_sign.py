"""The derivative of the loss has the wrong sign."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred has the wrong sign: where the prediction is above y, does a larger prediction make the loss grow or fall?",
    "zh": "你的 grad_y_pred 正负号反了：预测值比 y 大的地方，再增大预测值，损失是变大还是变小？",
}


def loss_backward(y_pred, y):
    return 2.0 * (y - y_pred)
