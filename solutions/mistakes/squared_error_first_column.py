"""The loss is that of the first column."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is that of the first column alone. Put a large error into another column: the loss should grow.",
    "zh": "你的损失只算了第一列。把另一列的某个误差改大：损失应该变大。",
}


def reduced(error):
    return (error[:, 0] ** 2).sum()


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
