"""TwoLayerNet has Sigmoid in ReLU's place."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "There is a sigmoid between the layers of your TwoLayerNet: this network has ReLU there.",
    "zh": "你的 TwoLayerNet 两层之间用的是 sigmoid：这个网络用的是 ReLU。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = torch.sigmoid(self.linear1(x))
        return self.linear2(h)
