"""The answers: @SECRET@"""

import torch


def build(w):
    layer = torch.nn.Linear(2, 2, bias=False)
    layer.weight.data = w.clone()
    return layer
