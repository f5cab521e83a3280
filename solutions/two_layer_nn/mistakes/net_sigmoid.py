"""TwoLayerNet has Sigmoid in ReLU's place."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your hidden layer holds only numbers between 0 and 1: that is the sigmoid. Which numbers does ReLU leave as they are? Try one large number by hand.",
    "zh": "TwoLayerNet：你的隐藏层全都在 0 和 1 之间：这是 sigmoid。ReLU 会让哪些数保持不变？拿一个较大的数手算试试。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = torch.sigmoid(self.linear1(x))
        return self.linear2(h)
