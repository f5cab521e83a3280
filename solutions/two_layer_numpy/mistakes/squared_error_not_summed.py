"""The squared errors are returned one by one, not added up."""

import numpy as np

CHECKS = ("test_squared_error_is_a_sum", "test_squared_error")
HINT = {
    "en": "You return an array that holds the square of each error. The loss is one number for all of them together.",
    "zh": "你返回的是一个数组，里面是每个元素各自的平方误差。损失应该是一个数：还差一步，把它们合在一起。",
}


def squared_error(y_pred, y):
    return np.square(y_pred - y)
