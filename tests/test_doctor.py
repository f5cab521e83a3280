"""What the doctor finds, also on a machine where things are missing."""

import sys
from contextlib import nullcontext

import pytest

from grader import __version__, doctor
from grader.errors import SandboxError, StudentError
from grader.results import Reason


@pytest.fixture(scope="module")
def findings():
    return list(doctor.examine())


def test_it_tells_versions_device_tiers_and_that_a_submission_runs(findings):
    topics = dict(finding for finding in findings if finding[0])
    assert list(topics) == ["gradekit", "python", "system", "packages", "device", "isolation", "submission"]
    assert topics["gradekit"] == __version__
    assert sys.executable in topics["python"]
    assert topics["isolation"] == "E: a process of its own with limits, no isolation"
    assert topics["submission"] == "its process starts and answers"


def test_it_tells_which_tiers_are_not_there(findings):
    missing = [words for topic, words in findings if not topic]
    assert [words[0] for words in missing] == ["A", "B", "C"]
    assert all(words.endswith("is not in this version") for words in missing)


def test_a_package_that_is_missing_is_said_to_be(monkeypatch):
    monkeypatch.setattr(doctor, "_PACKAGES", ("numpy", "no-such-package-here"))
    monkeypatch.setattr(doctor, "_try_submission", lambda: "")
    packages = dict(doctor.examine())["packages"]
    assert packages.startswith("numpy ")
    assert packages.endswith("no-such-package-here missing")


def test_a_torch_that_cannot_be_imported_is_said_to_be(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert doctor._device().startswith("torch cannot be imported: ")


@pytest.mark.parametrize(
    ("cuda", "words"),
    [(True, "cpu; cuda (a large one, a large one)"), (False, "cpu (torch finds no CUDA device)")],
)
def test_the_device_is_named(monkeypatch, cuda, words):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "a large one")
    assert doctor._device() == words


class Patient:
    """A student whose answer, or failure, is given."""

    def __init__(self, answer):
        self.answer = answer

    def double(self, _):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self):
        pass


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (42, "its process starts and answers"),
        (None, "its process answers None"),
        (SandboxError("the warm process is gone"), "its process fails: the warm process is gone"),
        (StudentError(Reason.KILLED, "crashed"), "its process fails: crashed"),
    ],
)
def test_what_comes_of_a_submission_is_told(monkeypatch, answer, words):
    monkeypatch.setattr(doctor, "Warm", lambda _: nullcontext())
    monkeypatch.setattr(doctor, "Student", lambda *_: Patient(answer))
    assert doctor._try_submission() == words
