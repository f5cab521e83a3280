"""The model takes 10 inputs, whatever num_digits is."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model takes 10 inputs whatever num_digits is: the argument is not used.",
    "zh": "不管 num_digits 是多少，你的模型都是 10 个输入：这个参数没有用上。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(10, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))
