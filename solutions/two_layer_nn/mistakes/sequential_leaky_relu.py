"""The Sequential has a leaky ReLU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: your ReLU lets a small part of the negative numbers through: that is a leaky ReLU. What does plain ReLU make of a negative number?",
    "zh": "build_sequential：你的 ReLU 让负数也通过了一小部分：这是 leaky ReLU。普通的 ReLU 会把负数变成什么？",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.LeakyReLU(), second)
