"""The Sequential has tanh in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: your hidden layer holds only numbers between -1 and 1: that is tanh. Which numbers does ReLU leave as they are, and what does it do with the others?",
    "zh": "build_sequential：你的隐藏层全都在 -1 和 1 之间：这是 tanh。ReLU 会让哪些数保持不变，对其余的数又做什么？",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.Tanh(), second)
