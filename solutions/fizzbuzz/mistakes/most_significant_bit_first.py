"""The bits come with the most significant first."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "The bits are right, but the wrong way round: the least significant one comes first here, unlike in how we write numbers.",
    "zh": "各位都算对了，但次序反了：这里最低位排在最前面，和平时书写数字的次序相反。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> d & 1 for d in range(num_digits - 1, -1, -1)])
