"""Sigmoid in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your hidden layer holds only numbers between 0 and 1: that is the sigmoid. Which numbers does ReLU leave as they are? Try one large number by hand.",
    "zh": "你的隐藏层全都在 0 和 1 之间：这是 sigmoid。ReLU 会让哪些数保持不变？拿一个较大的数手算试试。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.Sigmoid(), nn.Linear(num_hidden, 4))
