"""Divisibility by 5 is tested before that by 15."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "Your 15 is a buzz: 5 divides it too, and that condition decides. Test the strictest condition first, and let no later one overwrite its result.",
    "zh": "15 得到的是 buzz：它也能被 5 整除，结果由这个条件决定了。最严格的条件应该最先判断，之后的条件不能覆盖它的结果。",
}


def fizz_buzz_encode(i):
    if i % 5 == 0:
        return 2
    if i % 3 == 0:
        return 1
    if i % 15 == 0:
        return 3
    return 0
