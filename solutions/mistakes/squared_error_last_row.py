"""The loss is that of the last row."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is that of the last row alone. If you loop over the rows, add each row to what is there already.",
    "zh": "你的损失只算了最后一行。如果是逐行循环，每一行都要加到已有的和上。",
}


def reduced(error):
    return (error[-1] ** 2).sum()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
