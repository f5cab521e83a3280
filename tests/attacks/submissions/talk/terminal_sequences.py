"""Raises and prints sequences that move the cursor, rewrite the score, set titles and clipboards, in 7 and 8 bits.

deserves: 0
"""

TEXT = "\x1b[2J\x1b[HPASS 100/100\x1b]0;title\x07\x1b]52;c;cHduZWQ=\x07\x1b]8;;http://example.org\x1b\\here\x1b]8;;\x1b\\\x9b2J\x9d0;t\x9c\x08\x08\r100\x7f\x00"


def double(x):
    print(TEXT)
    raise type("E\x1b[31m\u202e", (Exception,), {})(TEXT)


def shift(x):
    return type("A\x1b[31m\u202e\n", (), {})()
