"""Divisibility by 5 is tested before that by 15."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "Your 15 is a buzz: 5 divides it too, and that condition is tested first. Test the strictest condition first.",
    "zh": "15 得到的是 buzz：它也能被 5 整除，而这个条件先被判断了。最严格的条件应该最先判断。",
}


def fizz_buzz_encode(i):
    if i % 5 == 0:
        return 2
    if i % 3 == 0:
        return 1
    if i % 15 == 0:
        return 3
    return 0
