"""Batch normalization before ReLU."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "There is batch normalization in your network, which is not part of this one: a row's prediction then depends on the other rows, and there are more parameters.",
    "zh": "你的网络里有批归一化，而这个网络不包含它：一行的预测会受其他行影响，参数也变多了。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.BatchNorm1d(num_hidden), nn.ReLU(), second)
