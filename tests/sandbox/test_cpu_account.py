"""What a process and its descendants cost is charged once, whoever sees them end."""

import pytest

from grader.sandbox import cpu_account
from grader.sandbox.cpu_account import CpuAccount
from grader.sandbox.usage import ProcessUsage


@pytest.fixture
def own(monkeypatch):
    """Sets what the process's own count says."""
    seconds = [0.0]
    monkeypatch.setattr(cpu_account, "cpu_seconds", lambda _pid: seconds[0])
    return lambda value: seconds.__setitem__(0, value)


def seen(**own_cpu_s):
    each = {int(name[1:]): cpu_s for name, cpu_s in own_cpu_s.items()}
    return ProcessUsage(cpu_s=sum(each.values()), own_cpu_s=each)


def test_what_it_waited_for_is_charged_with_the_next_request(own):
    account = CpuAccount(1)
    assert account.charge(0.5) == 0.5
    own(3.0)
    assert account.charge(0.1) == 2.5
    assert account.unpaid_s == 0


def test_what_ended_unseen_counts_as_when_it_was_last_seen(own):
    account = CpuAccount(1)
    account.look(seen(p1=0.0))
    account.look(seen(p1=0.0, p2=2.0))
    account.look(seen(p1=0.0))
    account.look(seen(p1=0.0, p3=1.0))
    assert account.unpaid_s == 3


def test_what_others_had_used_before_is_not_charged(own):
    account = CpuAccount(1)
    account.look(seen(p1=0.0, p9=5.0))
    assert account.unpaid_s == 0
    account.look(seen(p1=0.0, p9=5.5))
    assert account.unpaid_s == 0.5


def test_what_was_paid_before_is_not_charged_again(own):
    own(4.0)
    assert CpuAccount(1, 4.0).charge(0.2) == 0.2
