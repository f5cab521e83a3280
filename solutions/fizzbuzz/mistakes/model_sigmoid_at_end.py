"""A sigmoid at the end of the model."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model's outputs are all between 0 and 1: there is a sigmoid after the last layer. Its outputs go into the loss as they are.",
    "zh": "你的模型输出全都在 0 和 1 之间：最后一层之后多了 sigmoid。输出应该原样交给损失函数。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.ReLU(), second, nn.Sigmoid())
