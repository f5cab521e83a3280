"""build_optimizer returns the class instead of an optimizer."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "You return the class, not an optimizer: the class must be called, with the model's parameters and the learning rate.",
    "zh": "你返回的是类本身，还不是优化器：要用模型的参数和学习率创建实例。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD
    if name == "momentum":
        return torch.optim.SGD
    if name == "rmsprop":
        return torch.optim.RMSprop
    if name == "adam":
        return torch.optim.Adam
    raise ValueError(f"no optimizer is called {name}")
