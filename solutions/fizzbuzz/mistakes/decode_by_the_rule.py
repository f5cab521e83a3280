"""fizz_buzz_decode works out what to say from i, whatever the prediction is."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "You derive the answer from i and never look at prediction: return the predicted answer, even where it is wrong.",
    "zh": "你是由 i 推出该说什么的，没有看 prediction：要说的是预测的结果，哪怕它是错的。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizzbuzz"][fizz_buzz_encode(i)]
