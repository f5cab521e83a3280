"""Divisibility by 3 is tested before that by 15."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "Your 15 is not a fizzbuzz: 3 divides it too, and that condition is tested first. Test the strictest condition first.",
    "zh": "15 没有得到 fizzbuzz：它也能被 3 整除，而这个条件先被判断了。最严格的条件应该最先判断。",
}


def fizz_buzz_encode(i):
    if i % 3 == 0:
        return 1
    if i % 5 == 0:
        return 2
    if i % 15 == 0:
        return 3
    return 0
