"""play takes the largest output over the numbers instead of the classes."""

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You get 4 answers, however many numbers there are: you take the largest output over the numbers, not over the 4 classes of each number.",
    "zh": "无论有多少个数，你都只得到 4 个答案：你是在各个数之间取最大的输出，而不是在每个数的 4 个类别之间取。",
}


def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    predictions = model(X).argmax(dim=0)
    words = {1: "fizz", 2: "buzz", 3: "fizzbuzz"}
    return [
        words.get(prediction.item(), str(i))
        for i, prediction in zip(range(start, stop), predictions)
    ]
