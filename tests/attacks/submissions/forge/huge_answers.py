"""Asks a function that stands in for a hundred thousand rows of a hundred thousand digits.

deserves: 0
assignment: fizzbuzz
checks: test_play
"""

def binary_encode(i, num_digits):
    raise ValueError


def fizz_buzz_encode(i):
    raise ValueError


def make_dataset(start, stop, num_digits=10):
    raise ValueError


def play(model, start, stop, num_digits=10):
    kept = []
    for digits in (100_000, 30_000, 10_000, 3_000, 1_000):
        for _ in range(20):
            kept.append(make_dataset(0, 100_000, digits))
    return []
