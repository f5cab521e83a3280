"""What ``/proc`` says of this process and its children; on a system without one, nothing."""

from __future__ import annotations

import contextlib
import os
import resource


class Procfs:
    """``/proc`` as it was when this was made.

    A forker in namespaces of its own covers ``/proc``, and its processes have other numbers there
    than in this one.
    """

    def __init__(self) -> None:
        self._folder: int | None = None
        with contextlib.suppress(OSError):  # macOS
            self._folder = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)

    def close(self) -> None:
        """Forget it."""
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def threads(self) -> int:
        """Count this process's threads."""
        return int(_field(self._read("self/status"), "Threads") or 1)

    def address_space(self) -> int:
        """Give the bytes of address space that this process has; 0 where nobody says."""
        return int((self._read("self/statm") or "0").split()[0]) * resource.getpagesize()

    def children(self) -> set[int]:
        """Give this process's children, orphans that it adopted included.

        By the numbers that it knows them by.
        """
        found = self._read("thread-self/children").split()
        numbers = [_field(self._read(f"{pid}/status"), "NSpid").split() for pid in found]
        return {int(number[-1]) for number in numbers if number}

    def _read(self, name: str) -> str:
        """Give a file's text; "" where it cannot be read: a process may just have gone."""
        if self._folder is None:
            return ""
        with contextlib.suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY, dir_fd=self._folder)
            with os.fdopen(descriptor, encoding="utf-8", errors="replace") as file:
                return file.read()
        return ""


def _field(text: str, name: str) -> str:
    return text.partition(f"\n{name}:")[2].partition("\n")[0].strip()
