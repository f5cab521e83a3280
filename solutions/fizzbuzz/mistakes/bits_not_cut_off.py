"""binary_encode shifts, and does not take the lowest bit."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your numbers are not all 0 or 1: after shifting, or dividing by a power of 2, you must still take the lowest bit.",
    "zh": "你返回的数不全是 0 和 1：移位（或除以 2 的幂）之后，还要取出最低的一位。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> digit for digit in range(num_digits)])
