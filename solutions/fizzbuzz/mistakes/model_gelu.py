"""GELU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your activation is GELU, a smooth relative of ReLU: near 0 the two differ. Compare them for -1 and 1.",
    "zh": "你用的激活函数是 GELU，它是 ReLU 的平滑近似：在 0 附近两者不同。比较一下它们在 -1 和 1 处的值。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.GELU(), second)
