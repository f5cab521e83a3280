"""play says nothing for start."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "Your first answer is that of the number after start: start itself is one of the numbers.",
    "zh": "你的第一个回答是 start 之后那个数的：start 本身也算在内。",
}


def play(model, start, stop, num_digits=10):
    numbers = range(start + 1, stop)
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in numbers]).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, prediction) for i, prediction in zip(numbers, predictions)]
