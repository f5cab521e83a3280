"""hidden_layer_backward computes in NumPy, and its result ends up on the CPU."""

import numpy as np
import torch

CHECKS = ("test_results_stay_where_they_belong",)
HINT = {
    "en": "The values are right, but they end up on the CPU wherever x is: NumPy does not support GPUs. torch has all that you need here, and keeps the results on the tensors' device.",
    "zh": "数值是对的，但不管 x 在哪里，结果都在 CPU 上：NumPy 用不了 GPU。这里要用的运算 torch 都有，而且结果会留在张量所在的设备上。",
}


def hidden_layer_backward(grad_h, x):
    grad_w1 = np.dot(x.cpu().numpy().T, grad_h.cpu().numpy())
    return torch.from_numpy(grad_w1)
