"""binary_encode has 0 where 1 should be, and 1 where 0 should be."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your bits are inverted: the bits of 0 are all 0.",
    "zh": "你的每一位都反了：0 的各位应该全是 0。",
}


def binary_encode(i, num_digits):
    return torch.tensor([1 - (i >> digit & 1) for digit in range(num_digits)])
