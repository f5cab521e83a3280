"""fizz_buzz_decode writes the words with capital letters."""

CHECKS = ("test_decode_says_the_words", "test_decode")
HINT = {
    "en": "Your words have capital letters: all of them are written in lower case here.",
    "zh": "你的词里有大写字母：这里全部用小写。",
}


def fizz_buzz_decode(i, prediction):
    return [str(i), "Fizz", "Buzz", "FizzBuzz"][int(prediction)]
