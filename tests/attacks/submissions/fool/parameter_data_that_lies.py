"""Returns a module whose parameter has a detach() of its own.

deserves: 0
assignment: target_torch
"""

import torch


class Lying(torch.nn.Parameter):
    def detach(self):
        return torch.ones(2, 2)

    data = property(lambda self: torch.ones(2, 2))


def build(w):
    layer = torch.nn.Linear(2, 2, bias=False)
    layer.weight = Lying(torch.zeros(2, 2))
    return layer
