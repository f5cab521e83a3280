"""ReLU also cuts off what is above 1."""

import numpy as np

CHECKS = ("test_forward_gives_three_arrays", "test_forward")
HINT = {
    "en": "Your ReLU cuts off what is above 1, too. It has no upper bound: what should it make of 7?",
    "zh": "你的 ReLU 把大于 1 的部分也截掉了。ReLU 没有上界：输入 7 应该得到什么？",
}


def forward(x, w1, w2):
    h = x @ w1
    h_relu = np.clip(h, 0, 1)
    y_pred = h_relu @ w2
    return h, h_relu, y_pred
