"""Class 0 says the number as an int instead of a str."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "For class 0 you return the number itself as an int: every answer should be a str.",
    "zh": "类别 0 时你返回的是整数本身；这里说出来的都应该是字符串。",
}


def fizz_buzz_decode(i, prediction):
    return [i, "fizz", "buzz", "fizzbuzz"][int(prediction)]
