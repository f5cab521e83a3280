"""What the doctor finds, also on a machine where things are missing."""

import sys
from contextlib import nullcontext

import pytest

from grader import __version__
from grader.cli import capabilities
from grader.errors import SandboxError, StudentError
from grader.results import Reason, Tier
from grader.sandbox.probe import Finding


@pytest.fixture(autouse=True)
def _tiers(monkeypatch):
    """Let A and B not work here."""
    found = [
        Finding(Tier.A, "no\x1b[31m room", "make some"),
        Finding(Tier.B, "no door", "build one"),
        Finding(Tier.C),
    ]
    monkeypatch.setattr(capabilities.probe, "findings", lambda: found)


def test_it_tells_versions_device_tier_and_that_a_submission_runs(monkeypatch):
    monkeypatch.setattr(capabilities, "_try_submission", "it runs in {0.value}".format)
    topics = dict(finding for finding in capabilities.examine() if finding[0])
    assert list(topics) == [
        "gradekit",
        "python",
        "system",
        "packages",
        "device",
        "isolation",
        "memory",
        "submission",
    ]
    assert topics["gradekit"] == __version__
    assert sys.executable in topics["python"]
    assert topics["isolation"] == "C: Landlock and seccomp, no jail"
    assert topics["submission"] == "it runs in C"


def test_it_tells_why_no_stronger_tier_is_used_and_what_to_do(monkeypatch):
    monkeypatch.setattr(capabilities, "_try_submission", lambda _: "")
    why = [words for topic, words in capabilities.examine() if not topic]
    assert why == ["not A: no�[31m room", "hint: make some", "not B: no door", "hint: build one"]


def test_a_missing_package_is_reported(monkeypatch):
    monkeypatch.setattr(capabilities, "_PACKAGES", ("numpy", "no-such-package-here"))
    monkeypatch.setattr(capabilities, "_try_submission", lambda _: "")
    packages = dict(capabilities.examine())["packages"]
    assert packages.startswith("numpy ")
    assert packages.endswith("no-such-package-here missing")


def test_a_torch_that_cannot_be_imported_is_reported(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert capabilities._device().startswith("torch cannot be imported: ")


@pytest.mark.parametrize(
    ("cuda", "words"),
    [(True, "cpu; cuda (a large one, a large one)"), (False, "cpu (torch finds no CUDA device)")],
)
def test_the_device_is_named(monkeypatch, cuda, words):
    monkeypatch.setattr(capabilities, "_is_without_cuda", lambda: False)
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "a large one")
    assert capabilities._device() == words


def test_each_gpu_is_tried_by_a_submission(monkeypatch):
    import torch

    monkeypatch.setattr(capabilities, "_is_without_cuda", lambda: False)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(capabilities, "_device", lambda: "")
    monkeypatch.setattr(
        capabilities, "_try_submission", lambda _tier, device="cpu": f"it runs on {device}"
    )
    tried = [words for _, words in capabilities.examine() if "it runs on" in words]
    assert tried == ["it runs on cpu", "cuda:0: it runs on cuda:0", "cuda:1: it runs on cuda:1"]


@pytest.mark.parametrize(
    ("home", "words"), [("/", "together (cgroup)"), (None, "20 times a second")]
)
def test_who_counts_memory_is_shown(monkeypatch, home, words):
    monkeypatch.setattr(capabilities.cgroup, "delegated", lambda: home)
    assert words in capabilities._memory()


class Idle:
    """A warm process that is not asked for anything."""

    def jail(self):
        return nullcontext()


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


class Keeper:
    def get(self, _preload, _device):
        return Idle()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (42, "its process starts and answers"),
        (None, "its process answers None"),
        (SandboxError("the warm process is gone"), "its process fails: the warm process is gone"),
        (StudentError(Reason.KILLED, "crashed"), "its process fails: crashed"),
    ],
)
def test_the_result_of_a_submission_is_shown(monkeypatch, answer, words):
    monkeypatch.setattr(capabilities, "Warms", lambda *_: nullcontext(Keeper()))
    monkeypatch.setattr(capabilities, "Student", lambda *_: Patient(answer))
    assert capabilities._try_submission(Tier.E) == words


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\n", True),
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", False),
        ("cuda = None\nhip = '6.1'\n", False),
        ("", False),
    ],
    ids=["cpu", "cuda", "rocm", "odd"],
)
def test_a_torch_without_cuda_says_so_in_its_text(tmp_path, monkeypatch, text, without):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch/__init__.py").write_text("raise ImportError('not to be imported')")
    (tmp_path / "torch/version.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert capabilities._is_without_cuda() is without
