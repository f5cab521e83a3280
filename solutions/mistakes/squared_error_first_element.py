"""The loss is the square of the very first error."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the square of the very first error alone. All errors count: if you loop over the elements, how often does your loop run before it returns?",
    "zh": "你的损失只是第一个误差的平方，而所有误差都要算进去：如果是逐个元素循环，循环在 return 之前执行了几次？",
}


def reduced(error):
    return error[0, 0] ** 2


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
