"""play says the row's index where it should say the number."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "Your words are in the right places, but the numbers between them are counted from 0: the first answer belongs to start.",
    "zh": "词的位置都对，但说出的数是从 0 数起的：第一个回答对应的数是 start。",
}


def play(model, start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, prediction) for i, prediction in enumerate(predictions)]
