"""Softmax over the hidden units in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Each row of your hidden layer adds up to 1: that is softmax, which mixes the units. ReLU looks at every number by itself.",
    "zh": "你的隐藏层每一行加起来都是 1：这是 softmax，它把各个单元混在了一起。ReLU 对每个数单独计算。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.Softmax(dim=1), second)
