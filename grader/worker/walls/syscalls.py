"""The numbers of the system calls that the filter names, by architecture: see syscalls.txt."""

from __future__ import annotations

from pathlib import Path

LAST = 450  # the newest that was looked at: set_mempolicy_home_node, Linux 5.17
_MACHINES = ("x86_64", "aarch64")


def _read(text: str) -> dict[str, dict[str, int]]:
    numbers: dict[str, dict[str, int]] = {machine: {} for machine in _MACHINES}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, *columns = line.split()
        for machine, number in zip(_MACHINES, columns, strict=True):
            if number != "-":
                numbers[machine][name] = int(number)
    return numbers


NUMBERS = _read(Path(__file__).with_suffix(".txt").read_text("ascii"))
