"""The layers of TwoLayerNet have other names."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
NEEDS = r"Linear\("
UNLESS = r"self\.linear1\b"
HINT = {
    "en": "Your TwoLayerNet predicts correctly, but its layers do not have the required names: look them up.",
    "zh": "你的 TwoLayerNet 预测是对的，但两层的名字和要求的不一样：再看看它们应该叫什么。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden, bias=False)
        self.fc2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h_relu = torch.relu(self.fc1(x))
        return self.fc2(h_relu)
