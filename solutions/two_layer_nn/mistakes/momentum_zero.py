"""The optimizer for momentum has none."""

import torch

CHECKS = ("test_build_optimizer",)
HINT = {
    "en": "Your momentum optimizer is plain SGD: its momentum is 0 unless you set it.",
    "zh": "你的 momentum 优化器其实就是普通的 SGD：不设置的话，动量默认是 0。",
}


def build_optimizer(model, name, learning_rate):
    optimizers = {
        "sgd": torch.optim.SGD,
        "momentum": torch.optim.SGD,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
    }
    if name not in optimizers:
        raise ValueError(f"no optimizer is called {name}")
    return optimizers[name](model.parameters(), lr=learning_rate)
