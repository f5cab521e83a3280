"""The second linear layer has no bias."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your second linear layer has no bias: in this lesson both layers have one.",
    "zh": "你的第二个线性层没有偏置：这一课里两层都有偏置。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4, bias=False)
    )
