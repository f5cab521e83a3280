"""The linear layers have no bias."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your layers have no biases: the earlier networks had none, but this one has them.",
    "zh": "你的线性层没有偏置：之前的网络不要偏置，这一个要。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden, bias=False),
        nn.ReLU(),
        nn.Linear(num_hidden, 4, bias=False),
    )
