"""The forward of TwoLayerNet returns the hidden layer as well."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "Your forward returns the hidden layer and the prediction: a model should return only its prediction; otherwise no loss can be computed from it directly.",
    "zh": "你的 forward 把隐藏层也一起返回了：模型只应返回预测，否则没法直接拿它来算损失。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h_relu = torch.relu(self.linear1(x))
        return h_relu, self.linear2(h_relu)
