"""TwoLayerNet has a leaky ReLU in ReLU's place."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your ReLU lets a small part of the negative numbers through: that is a leaky ReLU. What does plain ReLU make of a negative number?",
    "zh": "TwoLayerNet：你的 ReLU 让负数也通过了一小部分：这是 leaky ReLU。普通的 ReLU 会把负数变成什么？",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = nn.functional.leaky_relu(self.linear1(x))
        return self.linear2(h)
