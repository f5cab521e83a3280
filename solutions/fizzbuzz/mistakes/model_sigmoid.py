"""Sigmoid in ReLU's place."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "There is a sigmoid between your linear layers: this network has ReLU there.",
    "zh": "你的两个线性层之间用的是 Sigmoid：这个网络用的是 ReLU。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.Sigmoid(), nn.Linear(num_hidden, 4))
