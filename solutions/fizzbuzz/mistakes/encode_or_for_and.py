"""fizz_buzz_encode gives 3 where 3 or 5 divides the number."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "You treat every multiple of 3 or of 5 as fizzbuzz: the number must be a multiple of both.",
    "zh": "凡是 3 或 5 的倍数你都当成了 fizzbuzz：要同时能被两者整除才是。",
}


def fizz_buzz_encode(i):
    if i % 3 == 0 or i % 5 == 0:
        return 3
    if i % 5 == 0:
        return 2
    if i % 3 == 0:
        return 1
    return 0
