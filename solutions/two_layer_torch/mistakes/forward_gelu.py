"""GELU in ReLU's place."""

import torch

CHECKS = ("test_forward_gives_three_tensors", "test_forward")
HINT = {
    "en": "Your activation is GELU, a smooth relative of ReLU: near 0 the two differ. Compare them for -1 and 1.",
    "zh": "你用的激活函数是 GELU，它是 ReLU 的平滑近似：在 0 附近两者不同。比较一下它们在 -1 和 1 处的值。",
}


def forward(x, w1, w2):
    h = x.mm(w1)
    h_relu = torch.nn.functional.gelu(h)
    y_pred = h_relu.mm(w2)
    return h, h_relu, y_pred
