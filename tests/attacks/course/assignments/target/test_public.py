"""The public half: one number."""

import pytest


@pytest.mark.points(40)
def test_double(student, expect):
    """double doubles"""
    expect.number(student.double(3), result=6)
