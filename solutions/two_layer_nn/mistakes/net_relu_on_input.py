"""TwoLayerNet sends its input through ReLU instead of the hidden layer."""

import torch
from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "Your ReLU comes before the first layer, where it cuts off the negative inputs. Its place is between the two layers.",
    "zh": "你的 ReLU 放在了第一层之前，把负的输入都截掉了。它应该放在两层之间。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        return self.linear2(self.linear1(torch.relu(x)))
