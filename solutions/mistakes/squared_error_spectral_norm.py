"""The loss is the spectral norm of the errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the largest singular value of the errors: that is what the norm of order 2 is for a matrix. The loss is a sum of squares; try errors that are the identity matrix of size 2.",
    "zh": "你的损失是误差矩阵的最大奇异值：矩阵的 2 阶范数就是它。而损失是平方和：用 2 阶单位矩阵作误差试试。",
}


def reduced(error):
    return spectral_norm(error)


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
