"""The data set begins at 1, whatever start is."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your data begins with the number 1: start, where it should begin, is not used.",
    "zh": "你的数据总是从 1 开始：start 规定了从哪里开始，却没有用上。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in range(1, stop)]).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(1, stop)])
    return X, Y
