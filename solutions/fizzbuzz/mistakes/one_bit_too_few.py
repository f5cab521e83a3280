"""binary_encode gives one bit too few."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "You give one bit fewer than num_digits, without the highest: count them for num_digits=4.",
    "zh": "你少返回了一位，缺的是最高位：num_digits=4 时数一数有几位。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> digit & 1 for digit in range(num_digits - 1)])
