"""The loss is the mean over the rows of each row's sum."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is divided by N, the number of rows. Here it is the sum over all elements: try two rows whose errors are all 1.",
    "zh": "你的损失除以了行数 N。这里要的是所有元素的总和：用误差全是 1 的两行数据试试。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).sum() / len(y))
