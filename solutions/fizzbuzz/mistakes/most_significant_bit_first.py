"""The bits come with the most significant first."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "The bits are right, but in reverse order: here the least significant bit comes first, unlike in written numbers.",
    "zh": "各位都正确，但顺序反了：这里最低位排在最前面，和平时书写数字的顺序相反。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> d & 1 for d in range(num_digits - 1, -1, -1)])
