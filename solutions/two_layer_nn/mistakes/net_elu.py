"""TwoLayerNet has ELU in ReLU's place."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your activation is ELU: what is negative becomes a number between -1 and 0. What does ReLU make of it?",
    "zh": "TwoLayerNet：你用的激活函数是 ELU：负数变成了 -1 和 0 之间的数。ReLU 会把负数变成什么？",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = nn.functional.elu(self.linear1(x))
        return self.linear2(h)
