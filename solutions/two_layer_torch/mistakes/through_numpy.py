"""hidden_layer_backward computes in NumPy, and its result ends up on the CPU."""

import numpy as np
import torch

CHECKS = ("test_results_stay_where_they_belong",)


def hidden_layer_backward(grad_h, x):
    grad_w1 = np.dot(x.cpu().numpy().T, grad_h.cpu().numpy())
    return torch.from_numpy(grad_w1)
