"""A reader apart: past its limits, a submission is read in a simpler way, or not at all."""

import os
import signal

import pytest

from grader.results import Reason
from grader.sandbox import forked
from grader.sandbox.forked import ForkError
from grader.submission import bounded, slicing
from grader.submission.bounded import Reader
from grader.submission.files import Contents

TEXT = b"x = 1\n\ndef f():\n    return x\n\nprint(f())\n"
HOMEWORK = Contents("homework.py", "homework.py", TEXT)


@pytest.fixture
def parse(monkeypatch):
    """Returns what a reader makes of a homework, within limits of its own."""

    def parse(contents=HOMEWORK, cpu_s=6, memory_mb=256, **options):
        bounds = forked.Bounds(cpu_s, 20, memory_mb << 20)
        monkeypatch.setattr(bounded, "_BOUNDS", bounds)
        with Reader() as reader:
            return reader.parse(contents, ["f"], **options)

    return parse


def test_a_submission_comes_with_what_each_function_needs(parse):
    parsed = parse()
    assert parsed.source.text == TEXT.decode()
    assert "print" not in parsed.source.needs["f"].text
    assert "return x" in parsed.source.needs["f"].text


def test_what_is_graded_whole_is_not_sliced(parse):
    assert not parse(whole=True).source.needs


def test_what_cannot_be_read_has_its_reason(parse):
    parsed = parse(Contents("homework.py", "homework.py", b"def f(:"))
    assert "cannot be parsed" in parsed.problem
    assert parsed.place.line == 1


def test_what_was_picked_with_a_problem_keeps_it(parse):
    assert parse(Contents("a.zip", problem="no homework")).problem == "no homework"


@pytest.mark.parametrize("failure", [RecursionError("deep"), MemoryError(), ValueError("odd")])
def test_where_slicing_fails_all_of_it_runs(parse, monkeypatch, failure):
    def fail(*_):
        raise failure

    monkeypatch.setattr(slicing, "read", fail)
    parsed = parse()
    assert parsed.source.needed_by("f").text == TEXT.decode()
    assert "all of homework.py runs" in parsed.notes[0]
    assert not parsed.problem


def test_an_endless_slicing_ends(parse, monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(slicing, "read", endless)
    parsed = parse(cpu_s=0.3)
    assert "all of homework.py runs" in parsed.notes[0]


def test_reading_past_a_limit_is_the_submissions_fault(parse, monkeypatch):
    def limit(*_):
        raise ForkError(Reason.MEMORY)

    monkeypatch.setattr(Reader, "_ask", limit)
    assert "too much time or memory" in parse().problem


def test_product_of_targets_and_names_does_not_fill_the_memory(parse):
    names = ", ".join(f"n{i}" for i in range(3000))
    targets = " = ".join(f"t{i}" for i in range(3000))
    text = f"def f():\n    return 1\n\ndef g({names}):\n    {targets} = ({names})\n"
    parsed = parse(Contents("homework.py", "homework.py", text.encode()))
    assert not parsed.problem
    assert "return 1" in parsed.source.needed_by("f").text


def test_a_reader_that_somebody_kills_reads_once_more():
    with Reader() as reader:
        os.kill(reader._fork._process.pid, signal.SIGKILL)
        assert not reader.parse(HOMEWORK, ["f"]).problem
