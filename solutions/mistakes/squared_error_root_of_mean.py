"""The loss is the root of the mean of the squared errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is the root of the mean of the squares (RMSE): here it is the sum, without a root.",
    "zh": "你的损失是均方根误差（RMSE）：这里要的是总和，也不开根号。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).mean() ** 0.5)
