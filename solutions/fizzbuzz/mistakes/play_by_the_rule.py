"""play says what is right instead of what the model predicts."""

CHECKS = ("test_play",)
HINT = {
    "en": "You play by the rule yourself and never ask the model: say what it predicts, even where it is wrong.",
    "zh": "你是自己按规则在玩，没有问模型：要说的是模型的预测，哪怕它是错的。",
}


def play(model, start, stop, num_digits=10):
    return [fizz_buzz_decode(i, fizz_buzz_encode(i)) for i in range(start, stop)]
