"""The optimizers are made with their own default learning rates."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "Your optimizers use their default learning rates: the one that is passed to your function is not used.",
    "zh": "你的优化器用的都是默认学习率：传进来的学习率没有用上。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters())
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters())
    if name == "adam":
        return torch.optim.Adam(model.parameters())
    raise ValueError(f"no optimizer is called {name}")
