"""The loss is the square of the sum of the errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "You add up first and square afterwards, so that errors of opposite signs cancel. What is the loss for the errors 1 and -1?",
    "zh": "你先求和再平方，正负误差就互相抵消了。误差是 1 和 -1 时，损失应该是多少？",
}


def squared_error(y_pred, y):
    return float((y_pred - y).sum() ** 2)
