"""Patterns of code."""

import ast

import pytest

from grader.diagnosis.patterns import found, is_pattern


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
    assert found(pattern, ast.parse(code))


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
    assert not found(pattern, ast.parse(code))


def test_what_can_be_looked_for():
    assert is_pattern("_ % 3")
    assert not is_pattern("for x in y:")
    assert not is_pattern("a b")
