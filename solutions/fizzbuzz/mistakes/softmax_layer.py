"""A softmax layer at the end of the model."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model's outputs are probabilities that sum to 1: the loss includes the softmax already, so it is applied twice.",
    "zh": "你的模型输出的是加起来等于 1 的概率：损失函数里已经有 softmax，再加一层就重复了。",
}


def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden),
        nn.ReLU(),
        nn.Linear(num_hidden, 4),
        nn.Softmax(dim=1),
    )
