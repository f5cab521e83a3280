"""Class 0 says 0 instead of the number."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "For class 0 you return 0: that class means a plain number, and the answer is the number itself, i.",
    "zh": "类别 0 时你说的是 0：这个类别表示普通的数，应该说出这个数本身，也就是 i。",
}


def fizz_buzz_decode(i, prediction):
    return ["0", "fizz", "buzz", "fizzbuzz"][int(prediction)]
