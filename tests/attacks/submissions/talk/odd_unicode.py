"""Raises and prints text that runs from right to left, hides, combines without end, or is none: lone surrogates, what XML forbids.

deserves: 0
"""

TEXT = "\u202e001/001 \u202c\u2066\u2067\u200b\u200d\ufeff\u00ad" + "a" + "\u0301" * 500 + "\ud800\udfff\ufffe\uffff\x01]]>\U000e0041\U0010ffff\u115f\u3164\uffa0"


def double(x):
    print(TEXT)
    raise type("\u202eE" + "\u0301" * 50, (Exception,), {})(TEXT)


def shift(x):
    return type("\u200b\u3164", (), {})()
