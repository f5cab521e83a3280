"""Checks are collected once, and again where something has changed."""

import contextlib
import os
import threading

import pytest

from grader.checks import assignment as assignments
from grader.errors import AuthorError
from grader.grading.collected import CheckCollections, CollectedChecks


@pytest.fixture
def tiny(course):
    """Returns the tiny assignment, as its files are now."""
    return lambda: assignments.load(course / "assignments/tiny", course / "solutions")


@pytest.fixture
def collections():
    with contextlib.closing(CheckCollections()) as collections:
        yield collections


def collected(collections, assignment, device="cpu"):
    with collections.of(assignment, device) as plugin:
        return plugin


def rewritten(file, old, new):
    """Change a file; its time differs even where the clock is coarse."""
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(file, ns=(1, 1))


def test_checks_are_collected_once(collections, tiny):
    assert collected(collections, tiny()) is collected(collections, tiny())


def test_where_a_file_has_changed_they_are_collected_again(collections, tiny, course):
    first = collected(collections, tiny())
    rewritten(course / "assignments/tiny/test_public.py", "def test_", "def test_other_")
    then = collected(collections, tiny())
    assert then.checks.keys() != first.checks.keys()


def test_where_the_manifest_has_changed_they_are_collected_again(collections, tiny, course):
    first = collected(collections, tiny())
    file = course / "assignments/tiny/assignment.toml"
    file.write_text(file.read_text("utf-8") + "\n[settings]\nnew = 1\n", "utf-8")
    assert collected(collections, tiny()) is not first


def test_another_device_or_an_interruption_collects_them_again(collections, tiny):
    first = collected(collections, tiny())
    second = collected(collections, tiny(), "cuda:0")
    with pytest.raises(KeyboardInterrupt), collections.of(tiny(), "cuda:0"):
        raise KeyboardInterrupt
    third = collected(collections, tiny(), "cuda:0")
    assert len({id(one) for one in (first, second, third)}) == 3


def test_a_file_that_cannot_be_read_is_read_again_when_it_can(collections, tiny, course):
    file = course / "assignments/tiny/test_public.py"
    text = file.read_text("utf-8")
    file.write_text("def test_(:\n", "utf-8")
    with pytest.raises(AuthorError, match="cannot be read"):
        collected(collections, tiny())
    file.write_text(text, "utf-8")
    assert collected(collections, tiny()).checks


def test_nothing_runs_on_when_it_is_closed(tiny):
    before = set(threading.enumerate())
    collection = CollectedChecks(tiny(), "cpu")
    assert set(threading.enumerate()) > before
    collection.close()
    assert set(threading.enumerate()) == before
