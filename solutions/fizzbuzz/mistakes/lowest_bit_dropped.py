"""binary_encode leaves out the lowest bit."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your bits start one place too high: the lowest bit, which distinguishes odd from even, is missing. Try it with i = 1.",
    "zh": "你的二进制位从高一位开始取了：缺少最低位，也就是区分奇偶的那一位。用 i = 1 试一试。",
}


def binary_encode(i, num_digits):
    return torch.tensor([i >> digit & 1 for digit in range(1, num_digits + 1)])
