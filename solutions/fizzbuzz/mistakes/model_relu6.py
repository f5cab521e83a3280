"""ReLU6 in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons",)
HINT = {
    "en": "Your activation cuts off what is above 6: that is ReLU6. Plain ReLU has no upper bound.",
    "zh": "你的激活函数把大于 6 的部分也截掉了：这是 ReLU6。普通的 ReLU 没有上界。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.ReLU6(), second)
