"""The labels are one-hot."""

import torch
from torch import nn

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Each of your labels is a row of four: here a label is one integer, the class itself.",
    "zh": "你的每个标签是一行四个数：这里的标签就是一个整数，即类别本身。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    Y = nn.functional.one_hot(torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)]), 4)
    return X, Y
