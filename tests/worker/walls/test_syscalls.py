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
    old = {
        "chmod",
        "chown",
        "fork",
        "futimesat",
        "ioperm",
        "iopl",
        "lchown",
        "modify_ldt",
        "open",
        "uselib",
        "utime",
    }
    old |= {"utimes", "vfork"}
    assert set(NUMBERS["x86_64"]) - set(NUMBERS["aarch64"]) <= old
    assert set(NUMBERS["aarch64"]) <= set(NUMBERS["x86_64"])


@pytest.mark.parametrize("machine", sorted(NUMBERS))
def test_no_number_is_beyond_the_last_one_that_was_examined(machine):
    assert max(NUMBERS[machine].values()) <= LAST
    assert len(set(NUMBERS[machine].values())) == len(NUMBERS[machine])
