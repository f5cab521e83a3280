"""A name that no optimizer has gives None."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "For an unknown name you return None, and the error appears later, somewhere else: raise a ValueError at once.",
    "zh": "名字不认识时你返回了 None，错误要到后面别的地方才出现：这时应当立刻抛出 ValueError。",
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    return None
