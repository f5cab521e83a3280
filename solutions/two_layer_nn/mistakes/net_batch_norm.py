"""TwoLayerNet has batch normalization before ReLU."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: there is batch normalization in your network, which is not part of this one: a row's prediction then depends on the other rows, and there are more parameters.",
    "zh": "TwoLayerNet：你的网络里有批归一化，而这个网络不包含它：一行的预测会受其他行影响，参数也变多了。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        self.norm = nn.BatchNorm1d(hidden)

    def forward(self, x):
        h = self.norm(self.linear1(x)).clamp(min=0)
        return self.linear2(h)
