"""fizz_buzz_encode returns a one-hot vector."""

CHECKS = ("test_encode_knows_the_first_classes", "test_encode")
HINT = {
    "en": "You return a one-hot vector, with a 1 in the place of the class: here a class is one number, 0 to 3.",
    "zh": "你返回的是 one-hot 向量，类别所在的位置为 1：这里的类别只是一个数，0 到 3。",
}


def fizz_buzz_encode(i):
    if i % 15 == 0:
        return [0, 0, 0, 1]
    if i % 5 == 0:
        return [0, 0, 1, 0]
    if i % 3 == 0:
        return [0, 1, 0, 0]
    return [1, 0, 0, 0]
