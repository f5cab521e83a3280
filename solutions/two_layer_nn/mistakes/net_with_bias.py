"""The layers of TwoLayerNet have a bias."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "The layers of your TwoLayerNet have biases, but this network has none: nn.Linear adds one by default.",
    "zh": "你的 TwoLayerNet 的线性层带了偏置，而这个网络不要偏置：nn.Linear 默认会加上，要明确告诉它不加。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden)
        self.linear2 = nn.Linear(hidden, d_out)

    def forward(self, x):
        h_relu = torch.relu(self.linear1(x))
        return self.linear2(h_relu)
