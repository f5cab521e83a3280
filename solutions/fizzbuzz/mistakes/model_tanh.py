"""tanh in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your hidden layer holds only numbers between -1 and 1: that is tanh. Which numbers does ReLU leave as they are, and what does it do with the others?",
    "zh": "你的隐藏层全都在 -1 和 1 之间：这是 tanh。ReLU 会让哪些数保持不变，对其余的数又做什么？",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.Tanh(), second)
