"""Dropout after ReLU."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "There is dropout in your network, which is not part of this one: called twice with the same input, it predicts different things.",
    "zh": "你的网络里有 dropout，而这个网络不包含它：用同样的输入调用两次，预测结果会不同。",
}
CODE = {
    "build_model": (
        "nn.Dropout(...)",
        "torch.nn.Dropout(...)",
    ),
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.ReLU(), nn.Dropout(), second)
