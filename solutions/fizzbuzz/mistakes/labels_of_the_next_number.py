"""The classes are those of the next numbers."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your classes are shifted by one row: each is that of the number after it. Compare the first few rows by hand.",
    "zh": "你的类别错开了一行：每一行用的是下一个数的类别。用前几行手工对照一下。",
}


def make_dataset(start, stop, num_digits=10):
    bits = [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    X = torch.stack(bits).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start + 1, stop + 1)])
    return X, Y
