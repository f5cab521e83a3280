"""The Sequential ends with a second ReLU."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "The outputs of your Sequential are never negative: there is a second ReLU after the last layer, where none belongs.",
    "zh": "你的 Sequential 输出从来没有负数：最后一层后面又加了一个 ReLU，那里不该有。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.ReLU(),
        nn.Linear(hidden, d_out, bias=False),
        nn.ReLU(),
    )
