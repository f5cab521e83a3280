"""The progress of grading: a bar on stderr, or lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column

from grader.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from grader.results import Report


_BAR_WIDTH = 20


class Bar:
    """A line for the check that runs, and one for a training run: epoch, loss, accuracy."""

    def __init__(self) -> None:
        # A long title gives way to the bar.
        title = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        columns = (
            TextColumn("{task.description}", table_column=Column(no_wrap=True)),
            BarColumn(_BAR_WIDTH, table_column=Column(min_width=_BAR_WIDTH)),
            TextColumn("{task.fields[state]}", table_column=title),
            TimeElapsedColumn(table_column=Column(no_wrap=True)),
        )
        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, transient=True, expand=True)
        self._checks = self._progress.add_task(_("grading"), total=None, state="")
        self._training = self._progress.add_task(_("training"), total=None, state="", visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def starts(self, name: str) -> None:
        """Show what is graded."""
        self._progress.update(self._checks, description=escape(name))

    def check_starts(self, title: str, number: int, total: int) -> None:
        """Show which check runs."""
        self._progress.update(self._checks, total=total, completed=number - 1, state=escape(title))
        self._progress.update(self._training, visible=False)

    def trains(self, *, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
        """Show the progress of a training run."""
        state = _progress(epoch, loss, accuracy)
        self._progress.update(
            self._training, total=epochs, completed=epoch, state=state, visible=True
        )


def _progress(epoch: int, loss: float, accuracy: float) -> str:
    return _(
        "epoch {epoch}  loss {loss:.3f}  accuracy {accuracy:.0f} %",
        epoch=epoch,
        loss=loss,
        accuracy=accuracy,
    )


class Marked:
    """Lines for the program that called: how far a grading is, in words, each after a mark.

    Args:
        write: where lines go.
    """

    MARK = "\x1e"  # ASCII's record separator

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._check = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def starts(self, name: str) -> None:
        """Say what is graded."""

    def check_starts(self, title: str, number: int, total: int) -> None:
        """Say which check runs."""
        self._check = f"{number}/{total}  {title}"
        self._write(f"{self.MARK}{self._check}")

    def trains(self, *, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
        """Say how far a training run is."""
        progress = _progress(epoch, loss, accuracy)
        self._write(f"{self.MARK}{self._check}: {progress} ({100 * epoch // max(epochs, 1)} %)")


class ClassLines:
    """A line for each submission that is done.

    Args:
        total: how many there are.
        write: where lines go.
    """

    def __init__(self, total: int, write: Callable[[str], None]) -> None:
        self._total = total
        self._write = write
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ends(self, line: str, report: Report | None) -> None:  # noqa: ARG002 - it is in the line
        """Show that a submission is done."""
        self._done += 1
        self._write(f"{self._done}/{self._total} {line}")


class ClassBar:
    """How much of a class is done, how fast, how long it will still take, and what failed.

    Args:
        total: how many submissions there are.
    """

    def __init__(self, total: int) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            TextColumn(_("left:")),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), speed_estimate_period=300)
        self._task = self._progress.add_task(_("grading"), total=total, state="")
        self._below = 0
        self._broken = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def ends(self, line: str, report: Report | None) -> None:
        """Show that a submission is done; the line stays on the screen if it is BROKEN."""
        broken = report is None or bool(report.broken)
        self._broken += broken
        self._below += report is not None and report.score < report.max_score
        if broken:
            self._progress.console.print(escape(line), highlight=False)

        task = self._progress.tasks[self._task]
        rate = 60 * (task.completed + 1) / task.elapsed if task.elapsed else 0
        state = _(
            "{rate:.0f} a minute · {below} below full marks · {broken} BROKEN",
            rate=rate,
            below=self._below,
            broken=self._broken,
        )
        self._progress.update(self._task, advance=1, state=state)
