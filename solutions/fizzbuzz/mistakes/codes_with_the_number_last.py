"""The plain number is class 3, and the others are counted from 0."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "Your classes have the plain number last: here it is class 0. Compare 1, 3, 5 and 15 with the classes in the instructions.",
    "zh": "你把普通的数排在了最后：这里它是类别 0。用 1、3、5、15 和作业说明里的类别对照一下。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return 2
    if i % 5 == 0:
        return 1
    if i % 3 == 0:
        return 0
    return 3
