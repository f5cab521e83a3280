"""The momentum is 0.5."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "Your momentum has another value than the required one: look it up again.",
    "zh": "你的动量取值不对：再看看题目要求的是多少。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.5)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
