"""binary_encode gives no more bits than the number has."""

import torch

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": "Your encoding of small numbers is too short: there are always num_digits bits, with zeros for those that a number does not need.",
    "zh": "较小的数位数不够：结果总是 num_digits 位，用不到的位要补 0。",
}


def binary_encode(i, num_digits):
    return torch.tensor([int(bit) for bit in reversed(f"{i:b}")])
