"""The loss is the mean of the squared errors, not their sum."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is the mean of the squared errors; this lesson's loss is their sum, so yours is too small by a factor of the number of elements.",
    "zh": "你返回的是误差平方的平均值，也就是总和又除以了元素个数；这里的损失要的是总和。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).mean())
