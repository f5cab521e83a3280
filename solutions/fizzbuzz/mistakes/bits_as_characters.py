"""binary_encode gives characters instead of numbers."""

CHECKS = ("test_binary_encode_counts_up", "test_binary_encode")
HINT = {
    "en": 'Your bits are characters, "0" and "1": convert them to numbers.',
    "zh": '你的各位是字符 "0" 和 "1"：要把它们变成数。',
}


def binary_encode(i, num_digits):
    return list(f"{i:0{num_digits}b}"[::-1])
