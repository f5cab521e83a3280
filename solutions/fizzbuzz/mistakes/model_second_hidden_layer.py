"""The model has two hidden layers."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model has one layer too many: count the linear layers of the lesson's network.",
    "zh": "你的模型多了一层：数一数课程的网络有几个线性层。",
}


def build_model(num_digits=10, num_hidden=100):
    middle = nn.Linear(num_hidden, num_hidden)
    first = nn.Linear(num_digits, num_hidden)
    return nn.Sequential(first, nn.ReLU(), middle, nn.ReLU(), nn.Linear(num_hidden, 4))
