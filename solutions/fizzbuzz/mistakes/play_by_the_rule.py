"""play says what is right instead of what the model predicts."""

CHECKS = ("test_play_says_words", "test_play")
HINT = {
    "en": "You apply the rule yourself and never use the model: return what it predicts, even where it is wrong.",
    "zh": "你直接用了规则，没有用模型：要返回的是模型的预测，哪怕它是错的。",
}


def play(model, start, stop, num_digits=10):
    return [fizz_buzz_decode(i, fizz_buzz_encode(i)) for i in range(start, stop)]
