"""An examiner of the tiny course."""

from __future__ import annotations

import contextlib

import pytest

from grader.checks import assignment as assignments
from grader.classroom.examiner import Begin, Examiner, Order
from grader.course import bundle
from grader.submission.files import Contents

RIGHT = (
    b"def double(x):\n    return 2 * x\n\n\ndef total(xs):\n    return sum(double(x) for x in xs)\n"
)


@pytest.fixture
def begin(course):
    packed = bundle.pack(assignments.load(course / "assignments/tiny", course / "solutions"))
    return Begin(packed, "en", tier="E")


@pytest.fixture
def order():
    def order(data=RIGHT, earlier=None):
        return Order(Contents("ada.py", "homework.py", data), earlier)

    return order


@pytest.fixture
def examiner_of():
    with contextlib.ExitStack() as stack:
        yield lambda begin: stack.enter_context(contextlib.closing(Examiner(begin)))
