"""fizz_buzz_decode writes "fizz buzz"."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your fizzbuzz has a space in it: it is one word here.",
    "zh": "你的 fizzbuzz 中间有空格：这里要写成一个词。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizz buzz"][int(prediction)]
