"""Returns tensors whose functions always agree.

deserves: 0
assignment: target_torch
"""

import torch


class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True

    def numpy(self):
        return 0


def build(w):
    return torch.zeros(2, 2).as_subclass(Lying)
