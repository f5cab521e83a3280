"""The numbers of system calls are those of the kernel's headers."""

import re
from pathlib import Path

import pytest

from grader.worker.walls.syscalls import LAST, NUMBERS

HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}


@pytest.mark.parametrize("machine", sorted(NUMBERS))
def test_each_number_is_that_of_the_header(machine):
    header = next((Path(name) for name in HEADERS[machine] if Path(name).exists()), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed (linux-libc-dev)")
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    assert {name: int(found[name]) for name in NUMBERS[machine] if name in found} == {
        name: number for name, number in NUMBERS[machine].items() if name in found
    }
    assert len(set(NUMBERS[machine]) - set(found)) <= 3  # newer than the header


def test_both_architectures_have_the_same_calls_except_old_ones():
    old = set(
        "access alarm arch_prctl creat dup2 epoll_create epoll_wait eventfd fork getdents getpgrp"  # noqa: SIM905
        " link lstat mkdir mknod open pause pipe poll readlink rename rmdir select stat symlink"
        " time unlink vfork".split()
    )
    assert set(NUMBERS["x86_64"]) - set(NUMBERS["aarch64"]) <= old
    assert set(NUMBERS["aarch64"]) <= set(NUMBERS["x86_64"])


@pytest.mark.parametrize("machine", sorted(NUMBERS))
def test_no_number_is_beyond_the_last_one_that_was_examined(machine):
    assert max(NUMBERS[machine].values()) <= LAST
    assert len(set(NUMBERS[machine].values())) == len(NUMBERS[machine])
