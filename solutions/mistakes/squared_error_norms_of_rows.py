"""The loss adds up the norms of the rows of errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "You add up the length of each row of errors, which has a square root in it. The loss has none: what is it for one row with the errors 3 and 4?",
    "zh": "你加起来的是每一行误差的长度，里面开了平方根，而损失不开根号：只有一行、误差是 3 和 4 时，损失应该是多少？",
}


def reduced(error):
    return ((error**2).sum(axis=1) ** 0.5).sum()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
