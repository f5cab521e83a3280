"""The model ends with a second ReLU."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model's outputs are never negative: there is a second ReLU after the last layer, where none belongs.",
    "zh": "你的模型输出从来没有负数：最后一层后面又加了一个 ReLU，那里不该有。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4), nn.ReLU()
    )
