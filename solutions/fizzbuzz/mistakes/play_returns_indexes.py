"""play returns the classes instead of what they say."""

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You return the classes 0 to 3: convert each to its word, for which you have a function.",
    "zh": "你返回的是类别 0 到 3：还要把它们变成词，你已经写过做这件事的函数了。",
}


def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    return model(X).argmax(dim=1).tolist()
