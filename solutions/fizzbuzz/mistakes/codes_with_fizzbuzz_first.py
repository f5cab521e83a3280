"""fizzbuzz is class 1, fizz 2 and buzz 3."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "Your fizzbuzz comes before fizz and buzz: compare 3, 5 and 15 with the classes in the instructions.",
    "zh": "你把 fizzbuzz 排在了 fizz 和 buzz 前面：用 3、5、15 和作业说明里的类别对照一下。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return 1
    if i % 5 == 0:
        return 3
    if i % 3 == 0:
        return 2
    return 0
