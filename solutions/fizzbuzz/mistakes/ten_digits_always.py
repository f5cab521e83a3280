"""binary_encode gives ten bits whatever num_digits is."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "You always give 10 bits: num_digits, the number of bits, is not used.",
    "zh": "你总是返回 10 位：num_digits 规定了要几位，却没有用上。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> digit & 1 for digit in range(10)])
