"""One thread for each numerical library, where grading happens.

Otherwise each of several gradings at a time starts as many threads as the machine has cores, and
these wait for each other. The command line sets variables that do the same before anything is
imported; this is for programs that use the library.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from grader.sandbox.view import ONE_THREAD


class OneThread:
    """Keeps libraries to one thread until it is closed; those that load later need ``extend``."""

    def __init__(self) -> None:
        self._limits: list[Any] = []
        self._torch_threads: int | None = None
        self._seen: frozenset[str] = frozenset()

    def extend(self) -> None:
        """Limit the libraries that are loaded by now."""
        if ONE_THREAD.items() <= os.environ.items():
            return
        from threadpoolctl import ThreadpoolController  # the command line never needs it

        # Looking for them takes milliseconds: not for each submission.
        loaded = frozenset(name for name in ("numpy", "torch") if name in sys.modules)
        if loaded == self._seen:
            return
        self._seen = loaded
        self._limits.append(ThreadpoolController().limit(limits=1))
        torch: Any = sys.modules.get("torch")
        if torch is not None and self._torch_threads is None:
            self._torch_threads = torch.get_num_threads()
            torch.set_num_threads(1)

    def close(self) -> None:
        """Give the threads back."""
        if self._torch_threads is not None:
            sys.modules["torch"].set_num_threads(self._torch_threads)
            self._torch_threads = None
        while self._limits:
            self._limits.pop().restore_original_limits()
        self._seen = frozenset()
