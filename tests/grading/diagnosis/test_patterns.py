"""Patterns of code."""

import ast

import pytest

from grader.grading.diagnosis.patterns import is_pattern, matches, occur_in


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("range(0, 1024)", "for i in range(0, 1024):\n    pass"),
        ("_ % 3", "x = (i + 1) % 3 == 0"),
        ("_.backward(...)", "loss.backward()"),
        ("_.backward(...)", "f(x).backward(retain_graph=True)"),
        ("make_dataset(1, ...)", "X, Y = make_dataset(1, 101, 10)"),
        ("make_dataset(1, ...)", "X, Y = make_dataset(1)"),
        ("shuffle", "shuffle"),
        ("f(shuffle=True)", "f(shuffle=True)"),
    ],
)
def test_a_pattern_fits(pattern, code):
    assert matches(pattern, ast.parse(code))


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("range(0, 1024)", "range(0, 1024, 128)"),
        ("range(0, 1024)", "range(1, 1024)"),
        ("_ % 3", "x % 4"),
        ("_ % 3", "x // 3"),
        ("_.backward(...)", "backward()"),
        ("make_dataset(1, ...)", "make_dataset(101, 1024)"),
        ("make_dataset(1, ...)", "'make_dataset(1, 3)'"),
        ("f([1, 2])", "f([1])"),
    ],
)
def test_a_pattern_does_not_fit(pattern, code):
    assert not matches(pattern, ast.parse(code))


def test_what_can_be_looked_for():
    assert is_pattern("_ % 3")
    assert not is_pattern("for x in y:")
    assert not is_pattern("a b")


def test_it_is_looked_for_in_functions_and_methods_of_that_name():
    text = "class Net:\n    def forward(self, x):\n        return x % 3\ndef train(x):\n    return x % 5\n"
    assert occur_in({"forward": ("_ % 3",)}, text)
    assert occur_in({"train": ("_ % 3", "_ % 5")}, text)
    assert not occur_in({"forward": ("_ % 5",)}, text)
    assert not occur_in({"play": ("_ % 5",)}, text)


def test_what_is_no_program_gives_nothing_away():
    assert not occur_in({"f": ("_",)}, "def f(:\n")
    assert not occur_in({"f": ("_",)}, "def f():\n    return " + 3000 * "(" + 3000 * ")")
