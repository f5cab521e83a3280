"""The model's forward works the classes out with the rule instead of its weights."""

import torch
from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model's forward computes the classes with the rule itself: here the layers should learn it from examples.",
    "zh": "你的模型在 forward 里直接用规则算出了类别：这里应该让各层从例子中学会它。",
}
CODE = {"forward": ("_ % 3", "_ % 5", "_ % 15")}


class FizzBuzz(nn.Sequential):
    def forward(self, x):
        numbers = (x * 2 ** torch.arange(x.shape[1])).sum(dim=1).round().int().tolist()
        codes = [3 if i % 15 == 0 else 2 if i % 5 == 0 else 1 if i % 3 == 0 else 0 for i in numbers]
        return nn.functional.one_hot(torch.tensor(codes), 4).float()


def build_model(num_digits=10, num_hidden=100):
    return FizzBuzz(nn.Linear(num_digits, num_hidden), nn.ReLU(), nn.Linear(num_hidden, 4))
