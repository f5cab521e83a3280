"""The data set has ten bits a row, whatever num_digits is."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your X always has 10 columns: num_digits does not reach the function that makes the bits.",
    "zh": "你的 X 总是 10 列：num_digits 没有传给取二进制位的函数。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack([torch.as_tensor(binary_encode(i, 10)) for i in range(start, stop)]).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
