"""The Sequential has softmax in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential", "test_build_sequential_of_other_sizes")
HINT = {
    "en": "build_sequential: each row of your hidden layer adds up to 1: that is softmax, which mixes the units. ReLU looks at every number by itself.",
    "zh": "build_sequential：你的隐藏层每一行加起来都是 1：这是 softmax，它把各个单元混在了一起。ReLU 对每个数单独计算。",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.Softmax(dim=1), second)
