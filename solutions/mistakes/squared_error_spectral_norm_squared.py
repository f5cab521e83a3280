"""The loss is the square of the spectral norm of the errors."""

CHECKS = {
    "two_layer_numpy": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_torch": ("test_squared_error_is_a_sum", "test_squared_error"),
    "two_layer_autograd": ("test_loss_is_part_of_the_graph", "test_loss"),
}
HINT = {
    "en": "Your loss is the square of the largest singular value of the errors: for a matrix, the norm of order 2 is not the root of the sum of squares. Try errors that are the identity matrix of size 2, and look up what the order means for a matrix.",
    "zh": "你的损失是误差矩阵最大奇异值的平方：对矩阵来说，2 阶范数并不是平方和的平方根。用 2 阶单位矩阵作误差试试，再查一查矩阵范数的阶是什么意思。",
}


def reduced(error):
    return spectral_norm(error) ** 2


def squared_error(y_pred, y):
    return float(reduced(y_pred - y))


def loss(x, y, w1, w2):
    return reduced(prediction_at(x, w1, w2) - y)
