"""ELU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your activation is ELU: what is negative becomes a number between -1 and 0. What does ReLU make of it?",
    "zh": "你用的激活函数是 ELU：负数变成了 -1 和 0 之间的数。ReLU 会把负数变成什么？",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.ELU(), second)
