"""Returns a layer with wrong weights whose forward is right.

deserves: 0
assignment: target_torch
"""

import torch


class Other(torch.nn.Linear):
    def forward(self, x):
        return x @ torch.ones(2, 2)


def build(w):
    layer = Other(2, 2, bias=False)
    layer.weight.data = torch.zeros(2, 2)
    return layer
