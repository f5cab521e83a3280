"""A leaky ReLU in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your ReLU lets a small part of the negative numbers through: that is a leaky ReLU. What does plain ReLU make of a negative number?",
    "zh": "你的 ReLU 让负数也通过了一小部分：这是 leaky ReLU。普通的 ReLU 会把负数变成什么？",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.LeakyReLU(), second)
