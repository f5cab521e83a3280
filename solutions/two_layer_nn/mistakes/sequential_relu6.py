"""The Sequential has ReLU6 in ReLU's place."""

from torch import nn

CHECKS = ("test_build_sequential",)
HINT = {
    "en": "build_sequential: your activation cuts off what is above 6: that is ReLU6. Plain ReLU has no upper bound.",
    "zh": "build_sequential：你的激活函数把大于 6 的部分也截掉了：这是 ReLU6。普通的 ReLU 没有上界。",
}


def build_sequential(d_in, hidden, d_out):
    first = nn.Linear(d_in, hidden, bias=False)
    second = nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.ReLU6(), second)
