"""What ``/proc`` shows of this process and its children; nothing on a system without it."""

from __future__ import annotations

import contextlib
import os
import resource


class Procfs:
    """``/proc`` as it was when this object was made.

    A forker in its own namespaces covers ``/proc`` later, and its processes have other ids there
    than in this one.
    """

    def __init__(self) -> None:
        self._folder: int | None = None
        with contextlib.suppress(OSError):  # macOS
            self._folder = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)

    def close(self) -> None:
        """Close it; afterwards nothing can be read."""
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def threads(self) -> int:
        """Return the number of this process's threads."""
        return int(_field(self._read("self/status"), "Threads") or 1)

    def address_space(self) -> int:
        """Return the bytes of this process's address space; 0 where they are not known."""
        return int((self._read("self/statm") or "0").split()[0]) * resource.getpagesize()

    def children(self) -> set[int]:
        """Return the ids of this process's children, including the orphans that it adopted.

        They are the ids in this process's own namespace.
        """
        children = set()
        for pid in self._read("thread-self/children").split():
            # The ids of one process, from the outermost namespace to its own.
            ids = _field(self._read(f"{pid}/status"), "NSpid").split()
            if ids:
                children.add(int(ids[-1]))
        return children

    def _read(self, name: str) -> str:
        """Return a file's text; "" where it cannot be read: the process may have ended."""
        if self._folder is None:
            return ""
        with contextlib.suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY, dir_fd=self._folder)
            with os.fdopen(descriptor, encoding="utf-8", errors="replace") as file:
                return file.read()
        return ""


def _field(text: str, name: str) -> str:
    return text.partition(f"\n{name}:")[2].partition("\n")[0].strip()
