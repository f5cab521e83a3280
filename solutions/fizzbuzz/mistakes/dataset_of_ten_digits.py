"""The data set has ten bits a row, whatever num_digits is."""

import torch

CHECKS = ("test_make_dataset_has_the_lessons_shapes", "test_make_dataset")
HINT = {
    "en": "Your X always has 10 columns: there should be num_digits of them. See where num_digits is used.",
    "zh": "你的 X 总是 10 列：应该有 num_digits 列。看看 num_digits 用在了哪里。",
}


def make_dataset(start, stop, num_digits=10):
    X = torch.stack([torch.as_tensor(binary_encode(i, 10)) for i in range(start, stop)]).float()
    Y = torch.tensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y
