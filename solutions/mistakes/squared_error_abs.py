"""The loss adds up the absolute errors instead of their squares."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "You sum the absolute values of the errors, not their squares: look again at the formula of the loss.",
    "zh": "你加起来的是误差的绝对值，不是误差的平方：再对照一下损失的公式。",
}


def squared_error(y_pred, y):
    return float(abs(y_pred - y).sum())
