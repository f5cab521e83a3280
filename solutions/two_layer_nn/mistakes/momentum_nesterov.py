"""The optimizer for momentum is Nesterov's."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "Your momentum optimizer uses Nesterov momentum: plain momentum is required, with all other options at their defaults.",
    "zh": "你的 momentum 优化器用的是 Nesterov 动量：这里要的是普通动量，其他选项都用默认值。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9, nesterov=True)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
