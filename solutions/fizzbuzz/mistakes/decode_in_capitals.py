"""fizz_buzz_decode writes the words in capital letters."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your words are in capital letters: all of them are written in lower case here.",
    "zh": "你的词全是大写：这里全部用小写。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "FIZZ", "BUZZ", "FIZZBUZZ"][int(prediction)]
