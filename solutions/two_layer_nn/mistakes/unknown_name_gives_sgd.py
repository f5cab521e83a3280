"""A name that no optimizer has gives SGD instead of an error."""

import torch

CHECKS = ("test_build_optimizer_knows_its_names", "test_build_optimizer")
HINT = {
    "en": "For an unknown name you return an optimizer anyway, so a typing mistake goes unnoticed: raise a ValueError for such a name.",
    "zh": "名字不认识时你照样返回了一个优化器，用户打错字也发现不了：这时应当抛出 ValueError。",
}


def build_optimizer(model, name, learning_rate):
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    return torch.optim.SGD(
        model.parameters(), lr=learning_rate, momentum=0.9 if name == "momentum" else 0
    )
