"""The loss adds up the errors of each column before it squares."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "You add up the errors of each column before you square, so that errors of opposite signs cancel. What is the loss for one column with the errors 1 and -1?",
    "zh": "你先把每一列的误差相加再平方，正负误差就互相抵消了。只有一列、误差是 1 和 -1 时，损失应该是多少？",
}


def reduced(error):
    return (error.sum(axis=0) ** 2).sum()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
