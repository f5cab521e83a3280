"""The classes are counted from 1 instead of 0."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "All your classes are too large by one: classes are counted from 0, and 0 is the class of a plain number.",
    "zh": "你的类别都大了 1：类别从 0 开始数，0 表示普通的数。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return 4
    if i % 5 == 0:
        return 3
    if i % 3 == 0:
        return 2
    return 1
