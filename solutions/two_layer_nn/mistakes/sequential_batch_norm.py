"""The Sequential has batch normalization before ReLU."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: there is batch normalization in your network, which is not part of this one: a row's prediction then depends on the other rows, and there are more parameters.",
    "zh": "build_sequential：你的网络里有批归一化，而这个网络不包含它：一行的预测会受其他行影响，参数也变多了。",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.BatchNorm1d(hidden), nn.ReLU(), second)
