"""Whoever is told how far a grading is: a progress bar, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing_extensions import Self


class Listener(Protocol):
    """Whoever shows how far the grading is."""

    def starts(self, what: str) -> None:
        """Show what is graded next."""

    def check_starts(self, title: str, number: int, total: int) -> None:
        """Show that a check starts."""

    def trains(self, *, epoch: int, epochs: int, loss: float, accuracy: float) -> None:
        """Show how far a training run is; accuracy in percent."""


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
