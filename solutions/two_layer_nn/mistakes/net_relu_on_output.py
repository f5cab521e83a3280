"""TwoLayerNet sends its output through ReLU as well."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "The outputs of your TwoLayerNet are never negative: there is a ReLU after the second layer too, where none belongs.",
    "zh": "你的 TwoLayerNet 输出从来没有负数：第二层后面也加了 ReLU，那里不该有。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        x = torch.relu(self.linear1(x))
        return torch.relu(self.linear2(x))
