"""The loss adds up the mean of each row."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is divided by the number of outputs. Here it is the sum over all elements: try one row with two errors of 1.",
    "zh": "你的损失除以了输出的个数。这里要的是所有元素的总和：用一行、两个误差都是 1 的数据试试。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).mean(axis=1).sum())
