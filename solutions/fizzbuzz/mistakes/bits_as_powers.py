"""binary_encode gives 2, 4, 8 and so on where there should be ones."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your bits are in the right places, but have the values 1, 2, 4, 8 and so on: each should be 0 or 1.",
    "zh": "各位的位置是对的，但值成了 1、2、4、8……：每一位只能是 0 或 1。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i & 2**digit for digit in range(num_digits)])
