"""ReLU of TwoLayerNet also cuts off what is above 1."""

from torch import nn

CHECKS = ("test_two_layer_net", "test_two_layer_net_of_other_sizes")
HINT = {
    "en": "TwoLayerNet: your ReLU cuts off what is above 1, too. It has no upper bound: what should it make of 7?",
    "zh": "TwoLayerNet：你的 ReLU 把大于 1 的部分也截掉了。ReLU 没有上界：输入 7 应该得到什么？",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = self.linear1(x).clamp(0, 1)
        return self.linear2(h)
