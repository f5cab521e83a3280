"""TwoLayerNet has the absolute value in ReLU's place."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your activation takes the absolute value: -3 becomes 3. What should ReLU make of -3?",
    "zh": "TwoLayerNet：你的激活函数取了绝对值：-3 变成了 3。ReLU 应该把 -3 变成什么？",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = self.linear1(x).abs()
        return self.linear2(h)
