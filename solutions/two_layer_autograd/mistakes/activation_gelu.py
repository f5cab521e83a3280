"""GELU in ReLU's place."""

import torch

CHECKS = ("test_loss_is_part_of_the_graph", "test_loss")
HINT = {
    "en": "Your activation is GELU, a smooth relative of ReLU: near 0 the two differ. Compare them for -1 and 1.",
    "zh": "你用的激活函数是 GELU，它是 ReLU 的平滑近似：在 0 附近两者不同。比较一下它们在 -1 和 1 处的值。",
}


def loss(x, y, w1, w2):
    y_pred = torch.nn.functional.gelu(x.mm(w1)).mm(w2)
    return (y_pred - y).pow(2).sum()
