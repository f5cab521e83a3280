"""The Sequential has Sigmoid in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: your hidden layer holds only numbers between 0 and 1: that is the sigmoid. Which numbers does ReLU leave as they are? Try one large number by hand.",
    "zh": "build_sequential：你的隐藏层全都在 0 和 1 之间：这是 sigmoid。ReLU 会让哪些数保持不变？拿一个较大的数手算试试。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.Sigmoid(),
        nn.Linear(hidden, d_out, bias=False),
    )
