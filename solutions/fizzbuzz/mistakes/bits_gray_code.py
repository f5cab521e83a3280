"""binary_encode gives the Gray code."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your bits are a Gray code, in which neighbours differ in one bit: here they are the plain binary digits. Work 3 out by hand.",
    "zh": "你给出的是格雷码（相邻的数只差一位）：这里要的是普通的二进制位。用 3 手算一下。",
}


def binary_encode(i, num_digits):
    return torch.tensor([(i ^ i >> 1) >> digit & 1 for digit in range(num_digits)])
