"""The classes are in int32."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your Y is in int32: classes are int64 in PyTorch. Print Y.dtype, and see what it is made from.",
    "zh": "你的 Y 是 int32：PyTorch 里类别用 int64。打印 Y.dtype，看看它是由什么得来的。",
}


def make_dataset(start, stop, num_digits=10):
    bits = [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    X = torch.stack(bits).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)], dtype=torch.int32)
    return X, Y
