"""play starts at 1, whatever start is."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You always begin at 1: the first number is the one that was passed as start.",
    "zh": "你总是从 1 开始：第一个数应该是传入的 start。",
}


def play(model, start, stop, num_digits=10):
    numbers = range(1, stop)
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in numbers]).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, prediction) for i, prediction in zip(numbers, predictions)]
