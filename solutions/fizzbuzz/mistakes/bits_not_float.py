"""The bits of the data set are whole numbers."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your X is int64: a linear layer computes with floats, so the bits must be float32.",
    "zh": "你的 X 是 int64：线性层做的是浮点运算，所以二进制位要用 float32。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).long()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
