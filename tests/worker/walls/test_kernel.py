"""The system calls do what they promise, and an error is an OSError."""

import errno
import os
import sys
from pathlib import Path

import pytest

from grader.worker.walls import kernel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the calls require Linux")
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith(f"{name}:"))


def test_a_call_that_fails_is_an_error_with_its_number():
    with pytest.raises(OSError, match="Bad file descriptor") as caught:
        kernel.syscall(3 if os.uname().machine == "x86_64" else 57, 10_000)  # close
    assert caught.value.errno == errno.EBADF
    with pytest.raises(OSError, match="Invalid argument"):
        kernel.prctl(1, 1000)


def test_privileges_and_capabilities_are_given_up_irreversibly(in_child):
    def give_up():
        kernel.allow_no_new_privileges()
        kernel.keep_capabilities()
        return [
            status("NoNewPrivs"),
            *(int(status(name), 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")),
        ]

    assert in_child(give_up) == ["1", 0, 0, 0, 0]


@root
def test_another_user_has_no_groups_and_one_capability_can_stay(in_child):
    def become():
        kernel.become(61184)
        kernel.keep_capabilities(kernel.CAP_DAC_READ_SEARCH)
        return [*os.getresuid(), *os.getresgid(), os.getgroups(), int(status("CapEff"), 16)]

    assert in_child(become) == [61184] * 6 + [[], 1 << kernel.CAP_DAC_READ_SEARCH]


def test_a_mount_without_permission_is_an_error(in_child):
    def mount():
        kernel.keep_capabilities()
        kernel.mount("tmpfs", "/tmp")

    assert in_child(mount).startswith("PermissionError")
