"""Returns a module whose parameters are made up when someone looks.

deserves: 0
assignment: target_torch
"""

import torch


class Liar(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, 2))

    def state_dict(self, *_, **__):
        return {"weight": torch.ones(2, 2)}

    def named_parameters(self, *_, **__):
        yield "weight", torch.nn.Parameter(torch.ones(2, 2))

    def parameters(self, *_):
        yield torch.nn.Parameter(torch.ones(2, 2))

    def forward(self, x):
        return x @ torch.ones(2, 2)


def build(w):
    return Liar()
