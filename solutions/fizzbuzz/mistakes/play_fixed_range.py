"""play always plays 1 to 100."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You play from 1 to 100 whatever range is asked for: start and stop are not used.",
    "zh": "不管要求的范围是什么，你玩的都是 1 到 100：start 和 stop 没有用上。",
}


def play(model, start, stop, num_digits=10):
    X = torch.stack([torch.as_tensor(binary_encode(i, num_digits)) for i in range(1, 101)]).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return [fizz_buzz_decode(i, prediction) for i, prediction in zip(range(1, 101), predictions)]
