"""fizz_buzz_decode looks a prediction up in a dictionary, where no tensor is found."""

CHECKS = ("test_decode",)
NEEDS = r"\.get\(|\[prediction"
HINT = {
    "en": "Your dictionary finds a class only if it is an int: a prediction may also be an array or a tensor with one number in it, which is not among the keys.",
    "zh": "你的字典只认 int：prediction 也可能是只含一个数的数组或张量，用它们查不到对应的键。",
}


def fizz_buzz_decode(i, prediction):
    words = {1: "fizz", 2: "buzz", 3: "fizzbuzz"}
    return words.get(prediction, str(i))
