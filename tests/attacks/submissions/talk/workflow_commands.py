"""Raises and prints what a CI system takes for commands, after every kind of line end.

deserves: 0
"""

ENDS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")
COMMANDS = (
    "::set-output name=points::100",
    "::add-mask::0",
    "::stop-commands::x",
    "::error file=a.py,line=1::b",
    "##[set-env name=PATH]/tmp",
    "##vso[task.complete result=Succeeded]",
    "::notice title=Autograding complete::Points 100/100",
)
TEXT = "".join(end + command for end in ENDS for command in COMMANDS)


def double(x):
    print(TEXT)
    raise RuntimeError(TEXT)


def shift(x):
    print(TEXT)
    raise RuntimeError(TEXT)
