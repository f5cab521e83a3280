"""np.max over an axis in place of np.maximum."""

import numpy as np

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "Your h_relu has lost an axis: you take the largest number along one axis, where each number should be compared with 0 by itself. Print the shapes of h and h_relu.",
    "zh": "你的 h_relu 少了一维：你沿一个维度取了最大的数，而这里应该把每个数分别和 0 比较。把 h 和 h_relu 的形状打印出来看看。",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.max(h, 0)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
