"""The bits of the data set are in float64."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your X is in float64, but the model's weights are in float32: print X.dtype, and see what it is made from.",
    "zh": "你的 X 是 float64，而模型的权重是 float32：打印 X.dtype，看看它是由什么得来的。",
}


def make_dataset(start, stop, num_digits=10):
    bits = [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    X = torch.stack(bits).double()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
