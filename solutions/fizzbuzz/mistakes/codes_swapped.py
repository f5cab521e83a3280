"""The classes of fizz and buzz are swapped."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "You have swapped the classes of fizz and buzz: look up which number belongs to which.",
    "zh": "fizz 和 buzz 的类别弄反了：再看看哪个数字对应哪个词。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return 3
    if i % 3 == 0:
        return 2
    if i % 5 == 0:
        return 1
    return 0
