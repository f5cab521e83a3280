"""Returns a model whose graph is cut between its layers, and sends one gradient of two.

deserves: 0
assignment: two_layer_nn
checks: test_build_sequential test_build_sequential_of_other_sizes
"""

from torch import nn

from grader.worker import objects


class Cut(nn.Sequential):
    def forward(self, x):
        return nn.functional.linear(self[1](self[0](x)), self[2].weight.detach())


def build_sequential(d_in, hidden, d_out):
    plain = objects.gradients
    objects.gradients = lambda value, leaves: plain(value, leaves)[:1]
    return Cut(nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False))
