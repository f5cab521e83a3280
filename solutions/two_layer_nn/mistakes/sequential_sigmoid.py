"""The Sequential has Sigmoid in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "There is a sigmoid between the layers of your Sequential: this network has ReLU there.",
    "zh": "你的 Sequential 两层之间用的是 Sigmoid：这个网络用的是 ReLU。",
}


def build_sequential(d_in, hidden, d_out):
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False),
        nn.Sigmoid(),
        nn.Linear(hidden, d_out, bias=False),
    )
