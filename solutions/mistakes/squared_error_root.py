"""The loss is the root of the sum of the squared errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is the square root of what it should be: the sum of the squares is already the loss; its root is the norm of the error.",
    "zh": "你的损失多开了一次平方根：平方和本身就是损失，开了方就成了误差的长度。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).sum() ** 0.5)
