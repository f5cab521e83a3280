"""fizz_buzz_decode writes the words with a capital letter each."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your words begin with a capital letter: all of them are written in lower case here.",
    "zh": "你的词首字母是大写的：这里全部用小写。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "Fizz", "Buzz", "Fizzbuzz"][int(prediction)]
