"""No ReLU between the two linear layers."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "There is no ReLU between your two linear layers: without it they are equivalent to a single linear layer, which learns only to answer with the number.",
    "zh": "两个线性层之间没有 ReLU：少了它，两层就等于一层，训练多久都只会说数字本身。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(nn.Linear(num_digits, num_hidden), nn.Linear(num_hidden, 4))
