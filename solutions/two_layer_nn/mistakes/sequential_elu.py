"""The Sequential has ELU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: your activation is ELU: what is negative becomes a number between -1 and 0. What does ReLU make of it?",
    "zh": "build_sequential：你用的激活函数是 ELU：负数变成了 -1 和 0 之间的数。ReLU 会把负数变成什么？",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.ELU(), second)
