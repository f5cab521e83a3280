"""The loss is the mean of the norms of the rows of errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the mean length of a row of errors: there is a square root in it, and a mean over the rows. It should be the plain sum of all squares.",
    "zh": "你的损失是各行误差长度的平均值：既开了平方根，又对各行取了平均。这里要的只是所有平方之和。",
}


def reduced(error):
    return ((error**2).sum(axis=1) ** 0.5).mean()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
