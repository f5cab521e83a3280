"""The classes are those of the rows' indexes instead of the numbers."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your Y counts from 0: each row's class is that of the number in it, and the first is start.",
    "zh": "你的 Y 是从 0 数起的：每一行的类别应该是这一行的数的类别，而第一个数是 start。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(stop - start)])
    return X, Y
