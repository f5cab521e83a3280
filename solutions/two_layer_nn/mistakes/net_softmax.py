"""TwoLayerNet has softmax in ReLU's place."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: each row of your hidden layer adds up to 1: that is softmax, which mixes the units. ReLU looks at every number by itself.",
    "zh": "TwoLayerNet：你的隐藏层每一行加起来都是 1：这是 softmax，它把各个单元混在了一起。ReLU 对每个数单独计算。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = torch.softmax(self.linear1(x), dim=1)
        return self.linear2(h)
