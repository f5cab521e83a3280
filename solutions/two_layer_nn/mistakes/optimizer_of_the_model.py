"""The optimizers are handed the model instead of its parameters."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
NEEDS = r"\(model, "
HINT = {
    "en": "You pass the model itself to the optimizer: it expects the parameters, which you can get from the model.",
    "zh": "你把整个模型交给了优化器：它要的是参数，可以从模型得到。",
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
