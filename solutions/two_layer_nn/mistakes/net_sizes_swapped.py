"""The sizes of the second layer of TwoLayerNet are swapped."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "The sizes of linear2 are swapped: nn.Linear takes the number of inputs first, then the number of outputs.",
    "zh": "linear2 的两个尺寸写反了：nn.Linear 先写输入的个数，再写输出的个数。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(d_out, hidden, bias=False)

    def forward(self, x):
        h_relu = torch.relu(self.linear1(x))
        return self.linear2(h_relu)
