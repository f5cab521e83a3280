"""fizz_buzz_encode returns the words instead of the classes."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "You return the words: this function returns the class, a number from 0 to 3. The next function returns the words.",
    "zh": "你返回的是要说的词：这个函数给出的是类别，即 0 到 3 的一个数。词由下一个函数给出。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return "fizzbuzz"
    if i % 5 == 0:
        return "buzz"
    if i % 3 == 0:
        return "fizz"
    return str(i)
