"""ReLU also after the output layer."""

import numpy as np

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "Your y_pred is never negative: there is a ReLU after the output layer as well. Only the hidden layer has one.",
    "zh": "你的 y_pred 没有负数：输出层后面也加了 ReLU。ReLU 只应该出现在隐藏层之后。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = np.maximum(h_relu @ w2, 0)
    return h, h_relu, y_pred
