"""Returns a model whose second layer no gradient reaches, and that says that it has only the first.

deserves: 0
assignment: two_layer_nn
checks: test_build_sequential test_build_sequential_of_other_sizes
"""

from torch import nn


class Cut(nn.Sequential):
    def forward(self, x):
        return nn.functional.linear(self[1](self[0](x)), self[2].weight.detach())

    def named_parameters(self, *args, **kwargs):
        return iter([("0.weight", self[0].weight)])


def build_sequential(d_in, hidden, d_out):
    return Cut(nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False))
