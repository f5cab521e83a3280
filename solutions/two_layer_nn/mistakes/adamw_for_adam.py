"""The optimizer for adam is AdamW."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": 'Your "adam" is AdamW, which adds weight decay: the names are similar, but it is another optimizer.',
    "zh": '你的 "adam" 用的是 AdamW，它还会让权重衰减：名字很像，但不是同一个优化器。',
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.AdamW(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
