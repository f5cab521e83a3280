"""How far the grading is: a bar on stderr, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from grader.language import _

if TYPE_CHECKING:
    from typing_extensions import Self


class Silence:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def starts(self, what: str) -> None:
        """Show nothing."""

    def check_starts(self, title: str, number: int, total: int) -> None:
        """Show nothing."""

    def trains(self, *, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
        """Show nothing."""


class Bar:
    """Shows a line for the check that runs, and one for a training run: epoch, loss, accuracy."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._checks = self._progress.add_task(_("grading"), total=None, state="")
        self._training = self._progress.add_task(_("training"), total=None, state="", visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def starts(self, what: str) -> None:
        """Show what is graded."""
        self._progress.update(self._checks, description=escape(what))

    def check_starts(self, title: str, number: int, total: int) -> None:
        """Show which check runs."""
        self._progress.update(self._checks, total=total, completed=number - 1, state=escape(title))
        self._progress.update(self._training, visible=False)

    def trains(self, *, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
        """Show how far a training run is."""
        words = _("epoch {epoch}  loss {loss:.3f}  accuracy {accuracy:.0f} %")
        state = words.format(epoch=epoch, loss=loss, accuracy=accuracy)
        self._progress.update(self._training, total=epochs, completed=epoch, state=state, visible=True)
