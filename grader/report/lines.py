"""Text of a given width, with or without colour, in every environment."""

from __future__ import annotations

import io

from rich.console import Console


class Lines:
    """Collects what is printed on its console.

    Args:
        width: of a line, at most.
        color: whether the text may hold codes for colour.
    """

    def __init__(self, width: int, *, color: bool) -> None:
        self._file = io.StringIO()
        self.console = Console(
            file=self._file,
            width=width,
            force_terminal=color,
            no_color=not color,
            force_jupyter=False,  # in a notebook it would display the text, and collect nothing
            highlight=False,
            emoji=False,
        )

    @property
    def text(self) -> str:
        """What was printed, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._file.getvalue().splitlines()) + "\n"
