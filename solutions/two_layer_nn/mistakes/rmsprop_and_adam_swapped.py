"""RMSprop and Adam are swapped."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": 'You have swapped two optimizers: "rmsprop" gives Adam, and "adam" gives RMSprop.',
    "zh": '有两个优化器弄反了："rmsprop" 得到的是 Adam，"adam" 得到的是 RMSprop。',
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
