"""The loss is the largest squared error."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the largest squared error alone. All of them count: what is the loss for the errors 1 and 2?",
    "zh": "你的损失只是最大的一个平方误差，而所有误差都要算进去：误差是 1 和 2 时，损失应该是多少？",
}


def reduced(error):
    return (error**2).max()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
