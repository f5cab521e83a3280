"""The loss is the root of the mean of the squared errors."""

import numpy as np

CHECKS = ("test_squared_error_is_a_sum", "test_squared_error")
HINT = {
    "en": "Your loss is the root of the mean of the squares (RMSE): here it is the sum, without a root.",
    "zh": "你的损失是均方根误差（RMSE）：这里要的是总和，也不开根号。",
}


def squared_error(y_pred, y):
    return float(np.sqrt(np.mean(np.square(y_pred - y))))
