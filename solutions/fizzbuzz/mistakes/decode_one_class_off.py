"""fizz_buzz_decode looks at the class before the predicted one."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your words are one class off: class 0 is the number itself. Try all four classes by hand.",
    "zh": "你的词错开了一个类别：类别 0 是数本身。把四个类别都手工试一遍。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizzbuzz"][int(prediction) - 1]
