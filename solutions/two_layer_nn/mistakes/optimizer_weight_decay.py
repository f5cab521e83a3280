"""The optimizers have weight decay."""

import torch

CHECKS = ("test_build_optimizer",)
HINT = {
    "en": "Your optimizers also pull the weights towards 0: weight decay is not required, and all options except the learning rate and the momentum keep their defaults.",
    "zh": "你的优化器还会把权重往 0 拉：题目没有要求权重衰减，除了学习率和动量，其他都用默认值。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=1e-4)
    if name == "momentum":
        return torch.optim.SGD(
            model.parameters(), lr=learning_rate, weight_decay=1e-4, momentum=0.9
        )
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate, weight_decay=1e-4)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate, weight_decay=1e-4)
    raise ValueError(f"no optimizer is called {name}")
