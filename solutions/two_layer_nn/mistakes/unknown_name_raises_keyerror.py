"""A name that no optimizer has raises KeyError."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
NEEDS = r"\[\w*name\]"
HINT = {
    "en": "An unknown name raises KeyError, the dictionary's own error: raise a ValueError that lists the known names.",
    "zh": "名字不认识时抛出的是 KeyError，这是字典自己的错误：你要抛出 ValueError，并说明有哪些名字可用。",
}


def build_optimizer(model, name, learning_rate):
    optimizers = {
        "sgd": torch.optim.SGD(model.parameters(), lr=learning_rate),
        "momentum": torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9),
        "rmsprop": torch.optim.RMSprop(model.parameters(), lr=learning_rate),
        "adam": torch.optim.Adam(model.parameters(), lr=learning_rate),
    }
    return optimizers[name]
