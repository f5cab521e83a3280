"""play says something for stop as well."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You give one answer too many: stop itself is not among the numbers.",
    "zh": "你多说了一个：stop 本身不算在内。",
}


def play(model, start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop + 1)]
    ).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [
        fizz_buzz_decode(i, prediction)
        for i, prediction in zip(range(start, stop + 1), predictions)
    ]
