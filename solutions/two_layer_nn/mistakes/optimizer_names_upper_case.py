"""The names of the optimizers are compared in upper case."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
NEEDS = r"""['"](SGD|Momentum|RMSprop|RMSProp|Adam|ADAM)['"]"""
HINT = {
    "en": "You reject the required names: here all of them are in lower case.",
    "zh": "要求的那几个名字都被你拒绝了：这里的名字全是小写。",
}


def build_optimizer(model, name, learning_rate):
    if name == "SGD":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "Momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "RMSprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "Adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
