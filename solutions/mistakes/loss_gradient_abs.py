"""The derivative of the loss has lost its sign."""

CHECKS = {
    "two_layer_numpy": ("test_loss_backward_matches_differences", "test_loss_backward"),
    "two_layer_torch": ("test_loss_backward_matches_differences", "test_loss_backward"),
}
HINT = {
    "en": "Your grad_y_pred is never negative. Where the prediction is too small, does the loss grow or fall with it?",
    "zh": "你的 grad_y_pred 没有负数。预测偏小的时候，预测再增大一点，损失是变大还是变小？",
}


def loss_backward(y_pred, y):
    return 2.0 * abs(y_pred - y)
