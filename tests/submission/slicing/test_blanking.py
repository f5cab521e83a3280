"""What stays keeps its line and column."""

import ast

import pytest
from submission.slicing.marked import ends

from grader.submission.slicing import slice_source

PLACES = [
    ("a = 1; b = 2\n", "0    ; b = 2\n"),
    ("b = 2; a = 1\n", "b = 2; 0    \n"),
    ("b = 2; a = 1;\n", "b = 2; 0     \n"),
    ("a = 1; c = 3\nb = 2\n", "            \nb = 2\n"),
    ("a = '世界'; b = 2\n", "0       ; b = 2\n"),
    ("世界 = a = 1; b = '世'; 界 = 3 # 世\n", "0         ; b = '世'; 0        \n"),
    ("a = 1;\nb = 2\n", "      \nb = 2\n"),
    ("a = '''\n\n'''; b = 2\n", "       \n\n0  ; b = 2\n"),
    ("b = 2; a = (1,\n  2); c = 3; b = 4\n", "b = 2;        \n0   ; 0    ; b = 4\n"),
    ("a = 1; \\\n  b = 2\n", "0    ; \\\n  b = 2\n"),
    ("a = 1 \\\n;\nb = 2\n", "       \n \nb = 2\n"),
    ("\\\n\nb = 2\n", "\\\n\nb = 2\n"),
    ("a = 1  # one\n# two\nb = 2  # three\n# four", "            \n     \nb = 2         \n      "),
    ("a = 1\r\nb = '''\r\n'''\r\na = 2\r\n", "     \r\nb = '''\r\n'''\r\n     \r\n"),
    ("a = 1\rb = 2\ra = 3", "     \rb = 2\r     "),
    ("a = 1\n\x0cb = 2\n", "     \n\x0cb = 2\n"),
    ("a = '\x0c\x0b\x1c\u2028'; b = 2\n", "0         ; b = 2\n"),
    ("b = '''\x0c\x0b\x1c\u2028\n'''\na = 1\n", "b = '''\x0c\x0b\x1c\u2028\n'''\n     \n"),
    ("@staticmethod\n@(  # no\n  staticmethod)\ndef a(): pass\nb = 2", "{0}\n{1}\n{2}\n{3}\nb = 2"),
    (
        "a = 1\n# no\n@(  # no\n  staticmethod)\ndef b(): pass",
        "     \n    \n@(      \n  staticmethod)\ndef b(): pass",
    ),
    (
        '"""Doc."""; from __future__ import annotations; b = 2',
        '"""Doc."""; from __future__ import annotations; b = 2',
    ),
    ("if 1: a = 1; b = 2\n", "if 1: a = 1; b = 2\n"),
    ("class a: x = 1; y = 2\nb = 2\n", "                     \nb = 2\n"),
    ("", ""),
    ("# nothing", "         "),
]


@pytest.mark.parametrize(("source", "text"), PLACES)
def test_what_stays_keeps_its_line_and_column(source, text):
    sliced = slice_source(source, ["b"]).text
    assert sliced == text.format(*(" " * len(line) for line in source.split("\n")))
    assert ends(sliced) == ends(source)
    whole = {ast.dump(node): node.lineno for node in ast.parse(source).body}
    left = [node for node in ast.parse(sliced).body if ast.unparse(node) != "0"]
    assert all(whole[ast.dump(node)] == node.lineno for node in left)
