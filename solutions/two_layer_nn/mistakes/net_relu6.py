"""TwoLayerNet has ReLU6 in ReLU's place."""

from torch import nn

CHECKS = ("test_two_layer_net",)
HINT = {
    "en": "TwoLayerNet: your activation cuts off what is above 6: that is ReLU6. Plain ReLU has no upper bound.",
    "zh": "TwoLayerNet：你的激活函数把大于 6 的部分也截掉了：这是 ReLU6。普通的 ReLU 没有上界。",
}


class TwoLayerNet(nn.Module):
    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)

    def forward(self, x):
        h = nn.functional.relu6(self.linear1(x))
        return self.linear2(h)
