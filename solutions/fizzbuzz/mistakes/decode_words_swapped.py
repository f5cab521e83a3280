"""fizz_buzz_decode has fizz and buzz swapped."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your fizz and buzz are swapped: look up which class is which.",
    "zh": "你的 fizz 和 buzz 对调了：再看看哪个类别对应哪个词。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "buzz", "fizz", "fizzbuzz"][int(prediction)]
