"""TwoLayerNet has GELU in ReLU's place."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your activation is GELU, a smooth relative of ReLU: near 0 the two differ. Compare them for -1 and 1.",
    "zh": "TwoLayerNet：你用的激活函数是 GELU，它是 ReLU 的平滑近似：在 0 附近两者不同。比较一下它们在 -1 和 1 处的值。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = nn.functional.gelu(self.linear1(x))
        return self.linear2(h)
