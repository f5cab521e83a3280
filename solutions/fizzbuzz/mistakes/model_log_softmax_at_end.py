"""A log-softmax layer at the end of the model."""

from torch import nn

CHECKS = ("test_build_model_is_the_lessons", "test_build_model")
HINT = {
    "en": "Your model ends with a log-softmax: cross entropy includes it already, so the model returns the plain outputs of its last layer.",
    "zh": "你的模型最后有一层 log-softmax：交叉熵里已经包含了它，模型应该直接返回最后一个线性层的输出。",
}


def build_model(num_digits=10, num_hidden=100):
    first = nn.Linear(num_digits, num_hidden)
    second = nn.Linear(num_hidden, 4)
    return nn.Sequential(first, nn.ReLU(), second, nn.LogSoftmax(dim=1))
