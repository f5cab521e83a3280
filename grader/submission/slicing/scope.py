"""Where a name is looked up, and where a node is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from grader.submission.slicing.program import Block


class Scope(NamedTuple):
    """Where names are looked up.

    A function, a comprehension, a class (``owner`` is its key), or the module.
    """

    number: int = 0
    names: frozenset[str] = frozenset()
    declared_global: frozenset[str] = frozenset()
    owner: str = ""
    parent: Scope | None = None

    def key(self, name: str) -> str:
        """Return the key of the variable that a name means here."""
        scope: Scope | None = self
        while scope is not None and name not in scope.declared_global:
            if name in scope.names and (scope is self or not scope.owner):
                return f"{scope.number}:{name}"
            scope = scope.parent
        return name


class Context(NamedTuple):
    """Where a node is.

    Attributes:
        block: where what it does is noted.
        now: where the names that it uses are noted.
        later: where those are noted that functions within it use when they are called.
    """

    scope: Scope
    block: Block
    now: set[str]
    later: set[str]

    @property
    def in_function(self) -> bool:
        """Whether it runs only when a function is called."""
        return self.now is self.later
