"""The loss is the square of the sum of absolute errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "You add up the absolute errors and square the sum. Square each error by itself: what is the loss for the errors 1 and 1?",
    "zh": "你先把误差的绝对值相加，再对总和平方。应该对每个误差分别平方：误差是 1 和 1 时，损失应该是多少？",
}


def reduced(error):
    return abs(error).sum() ** 2


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
