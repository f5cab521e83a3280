"""TwoLayerNet cuts its hidden layer off the graph."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
SIGN = "graph-cut"
HINT = {
    "en": "Your TwoLayerNet predicts correctly, but its first layer can never learn: detach (like .data and no_grad) cuts the graph between linear1 and the prediction.",
    "zh": "你的 TwoLayerNet 预测是对的，但第一层永远学不到东西：detach（以及 .data、no_grad）把 linear1 和预测之间的计算图切断了。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h_relu = torch.relu(self.linear1(x)).detach()
        return self.linear2(h_relu)
