"""The model has three outputs."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model has 3 outputs; there is one for each class. Count the classes: the plain number is one of them.",
    "zh": "你的模型只有 3 个输出；每个类别都要有一个。数一数有几个类别：普通的数也算一类。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 3))
