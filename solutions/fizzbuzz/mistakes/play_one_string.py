"""play joins all answers to one string."""

import torch

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You join all answers into one string: return them as a list, with one str for each number.",
    "zh": "你把所有回答连成了一个字符串：应该返回列表，每个数对应一个 str。",
}


def play(model, start, stop, num_digits=10):
    X = torch.stack(
        [torch.as_tensor(binary_encode(i, num_digits)) for i in range(start, stop)]
    ).float()
    with torch.no_grad():
        predictions = model(X).argmax(dim=1)
    return " ".join(
        fizz_buzz_decode(i, prediction) for i, prediction in zip(range(start, stop), predictions)
    )
