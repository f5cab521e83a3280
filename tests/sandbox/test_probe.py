"""Tiers are tried with canaries: one that fails is not used, and the reason is reported."""

import stat
import sys

import pytest
from tiers import needs_bubblewrap, needs_landlock

from grader.cli.check import check
from grader.errors import UsageError
from grader.results import Tier
from grader.sandbox import bubblewrap, probe, view
from grader.sandbox.probe import Finding
from grader.worker.walls import landlock

linux = pytest.mark.skipif(sys.platform != "linux", reason="isolation requires Linux")


@pytest.fixture
def findings_of(monkeypatch):
    """Let only some tiers work."""

    def works(*letters):
        monkeypatch.setattr(
            probe,
            "probe",
            lambda tier: Finding(tier, "" if tier.value in letters else "no room", "make some"),
        )

    return works


def test_the_strongest_that_works_is_chosen(findings_of):
    findings_of("B", "C", "E")
    assert probe.choose(None) is Tier.B
    assert [finding.tier.value for finding in probe.findings()] == ["A", "B"]


def test_a_requested_tier_is_chosen_or_refused_but_never_replaced(findings_of):
    findings_of("B", "C", "E")
    assert probe.choose("C") is Tier.C
    with pytest.raises(
        UsageError, match=r"^isolation tier A is not available here: no room$"
    ) as caught:
        probe.choose("A")
    assert caught.value.hint == "make some"


def test_strong_is_the_strongest_that_works_but_never_the_one_without_isolation(findings_of):
    findings_of("C", "E")
    assert probe.choose("strong") is probe.choose_for_class(None) is Tier.C
    findings_of("E")
    assert probe.choose(None) is Tier.E
    for choose in (lambda: probe.choose("strong"), lambda: probe.choose_for_class(None)):
        with pytest.raises(UsageError, match="this machine cannot isolate submissions") as caught:
            choose()
        assert "--isolation E" in caught.value.hint


def test_the_option_of_the_command_line_offers_each_tier_and_strong():
    parameter = next(parameter for parameter in check.params if parameter.name == "isolation")
    assert list(parameter.type.choices) == [*(tier.value for tier in Tier), probe.STRONG]


def test_the_tier_without_isolation_is_always_available():
    assert probe.probe(Tier.E).works


TIERS = [
    pytest.param(Tier.A, marks=needs_bubblewrap),
    pytest.param(Tier.B, marks=needs_bubblewrap),
    pytest.param(Tier.C, marks=needs_landlock),
]


@pytest.mark.parametrize("tier", TIERS)
def test_a_gap_in_the_isolation_is_detected(monkeypatch, tmp_path, tier):
    tmp_path.chmod(0o755)
    monkeypatch.setattr(probe.tempfile, "tempdir", str(tmp_path))
    real = view.readable
    monkeypatch.setattr(view, "readable", lambda device: [*real(device), str(tmp_path)])
    finding = probe.probe(tier)
    assert finding.why == "it did not prevent this: read"


@linux
def test_without_landlock_there_is_no_tier_c(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    finding = probe.probe(Tier.C)
    assert finding.why == "this kernel has no Landlock"
    assert "5.13" in finding.advice


@linux
@pytest.mark.parametrize("tier", [Tier.A, Tier.B])
def test_without_bubblewrap_there_is_no_jail(monkeypatch, tier):
    monkeypatch.setenv("PATH", "/nowhere")
    finding = probe.probe(tier)
    assert finding.why == "bubblewrap is not installed"
    assert "apt install" in finding.advice


@linux
@pytest.mark.parametrize("tier", [Tier.A, Tier.B])
def test_the_error_of_bubblewrap_is_the_reason(monkeypatch, tmp_path, tier):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(stat.S_IRWXU)
    monkeypatch.setattr(bubblewrap, "path", lambda: str(fake))
    finding = probe.probe(tier)
    assert finding.why == "bwrap: setting up uid map: Permission denied"
    assert finding.advice


def test_on_other_systems_than_linux_no_isolation_works(monkeypatch):
    monkeypatch.setattr(probe.sys, "platform", "darwin")
    assert probe.probe(Tier.A).why == "it requires Linux"
