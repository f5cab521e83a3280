"""The loss is divided by twice the number of rows."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
}
HINT = {
    "en": "Your loss is divided by 2N, as some books define it. Here it is the plain sum over all elements: try two rows whose errors are all 1.",
    "zh": "你的损失除以了 2N，有些书是这样定义的。这里要的就是所有元素的总和：用误差全是 1 的两行数据试试。",
}


def squared_error(y_pred, y):
    return float(((y_pred - y) ** 2).sum() / (2 * len(y)))
