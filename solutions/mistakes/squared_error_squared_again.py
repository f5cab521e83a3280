"""The sum of the squared errors is squared once more."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the square of what it should be: the squares are added up, and then the sum is squared as well.",
    "zh": "你的损失是正确值的平方：各个误差平方求和之后，又对总和平方了一次。",
}


def reduced(error):
    return (error**2).sum() ** 2


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
