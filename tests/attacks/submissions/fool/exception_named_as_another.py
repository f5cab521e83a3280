"""Refuses an unknown name by an exception that calls itself ValueError, and derives from KeyError.

deserves: 16.8
assignment: two_layer_nn
checks: test_build_optimizer test_build_optimizer_knows_its_names
"""

import torch

Odd = type("ValueError", (KeyError,), {"__module__": "builtins"})


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise Odd(name)
