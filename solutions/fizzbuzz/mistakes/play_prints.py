"""play prints its answers and returns nothing."""

import torch

CHECKS = ("test_play_says_words", "test_play")
NEEDS = r"print\("
HINT = {
    "en": "You print the answers, but return nothing: the caller needs the list itself.",
    "zh": "你把回答打印出来了，却没有返回：调用者需要的是列表本身。",
}


def play(model, start, stop, num_digits=10):
    numbers = range(start, stop)
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in numbers]).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    for i, prediction in zip(numbers, predictions):
        print(fizz_buzz_decode(i, prediction))  # noqa: T201 - the mistake itself
