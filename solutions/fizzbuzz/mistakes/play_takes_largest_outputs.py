"""play decodes the largest outputs themselves, not their places."""

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You decode the largest output of each number itself: the class is where it is among the 4 outputs, not how large it is.",
    "zh": "你解码的是每个数最大的输出值本身：类别是它在 4 个输出中的位置，而不是它有多大。",
}


def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    predictions = model(X).max(dim=1).values
    return [fizz_buzz_decode(i, p) for i, p in zip(range(start, stop), predictions)]
