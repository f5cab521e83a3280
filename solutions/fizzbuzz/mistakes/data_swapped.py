"""make_dataset returns the classes first."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your X and Y are right, but their order is not: the bits come first.",
    "zh": "X 和 Y 都对，但顺序反了：应当先返回二进制位。",
}


def make_dataset(start, stop, num_digits=10):
    bits = [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    X = torch.stack(bits).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return Y, X
