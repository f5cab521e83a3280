"""The loss is the norm of the errors."""

CHECKS = ("test_squared_error_is_a_sum", "test_squared_error")
HINT = {
    "en": "Your loss is the norm of the errors, the root of what it should be: this lesson's loss has no root.",
    "zh": "你的损失是误差的范数，是正确值的平方根：这里的损失不开根号。",
}


def squared_error(y_pred, y):
    return (y_pred - y).norm().item()
