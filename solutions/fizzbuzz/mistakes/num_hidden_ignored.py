"""The model has 100 hidden units, whatever num_hidden is."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your hidden layer has 100 units whatever num_hidden is: the argument is not used.",
    "zh": "不管 num_hidden 是多少，你的隐藏层都有 100 个单元：这个参数没有用上。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, 100), nn.ReLU(), nn.Linear(100, 4))
