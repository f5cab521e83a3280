"""binary_encode gives the bits of i + 1."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your bits are those of the number after i: what are the bits of 0?",
    "zh": "你给出的是 i 的下一个数的二进制位：0 的二进制位应该是什么？",
}


def binary_encode(i, num_digits):
    return torch.tensor([i + 1 >> digit & 1 for digit in range(num_digits)])
