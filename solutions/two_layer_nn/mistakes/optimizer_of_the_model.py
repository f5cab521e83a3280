"""The optimizers are handed the model instead of its parameters."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "You hand the optimizer the model itself: it wants the parameters, which a model gives you when asked.",
    "zh": "你把整个模型交给了优化器：它要的是参数，向模型要就能得到。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model, lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model, lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model, lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model, lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
