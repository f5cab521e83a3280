"""The optimizer for rmsprop is Adagrad."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": 'Your "rmsprop" is Adagrad, whose steps only become smaller: RMSProp has a class of its own in torch.optim.',
    "zh": '你的 "rmsprop" 用的是 Adagrad，它的步长只会越来越小：RMSProp 在 torch.optim 里有自己的类。',
}


def build_optimizer(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.Adagrad(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"no optimizer is called {name}")
