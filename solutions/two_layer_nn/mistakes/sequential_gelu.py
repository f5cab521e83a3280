"""The Sequential has GELU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: your activation is GELU, a smooth relative of ReLU: near 0 the two differ. Compare them for -1 and 1.",
    "zh": "build_sequential：你用的激活函数是 GELU，它是 ReLU 的平滑近似：在 0 附近两者不同。比较一下它们在 -1 和 1 处的值。",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.GELU(), second)
