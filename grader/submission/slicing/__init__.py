"""Which top-level statements do some functions need? Only those are run.

::

    source ──ast──▶ reader ──▶ Program ──▶ effects ──▶ closure ──▶ the statements to keep
                                                                             │
    text of the same size ◀── blanking ◀─────────────────────────────────────┘

Homework is full of experiments: a training loop, plots, ``input()``. Starting from the graded
names, the statements that bind them are kept, then those that bind what these use, and so on, and
those that change it. What is kept:

1. Every statement that binds a needed name, in whatever way, also by calling a function that
   declares it ``global``. **An accident is not a binding**: where a name is defined as a function
   (def, class, lambda, import), a statement that binds it to a mere result (``loss = loss(x, y)``,
   ``for loss in losses:``) is left out. A re-binding counts when it plainly gives a function again:
   a definition, another function's name, an instance of a class (``relu = nn.ReLU()``), a call that
   gets the name itself as an argument (``train = timed(train)``) or another function, or a call of
   a function that returns one. The rule holds for graded names, and for the functions that other
   functions call.
2. What a kept statement uses: as it runs, every binding of it above; in the bodies of functions,
   every binding of it.
3. Every statement that changes a needed object: it stores into an attribute or item, calls a method
   that changes it (any method, where the call is a statement of its own), passes it to a library's
   function in a statement of its own (``random.shuffle(deck)``), or to one of the program's own
   functions that does any of this to its parameter. Parts and other names (``row = table[0]``,
   ``SGD(model.parameters())``) count. Numbers, strings, functions and modules are not changed by
   being passed on.
4. Functions that bind or change the module's variables do so where they are called, decorators
   included. What a graded function does to them itself, when experiments call it, does not count: a
   grader wants it fresh.
5. Settings (``np.random.seed(0)``, ``torch.backends.cudnn.deterministic = True``,
   ``seed_everything(42)``) with constant arguments, if anything of the same package is needed; some
   (``sys.setrecursionlimit``) always.
6. ``if``, ``for``, ``while``, ``with``, ``try`` and ``match`` as a whole; of ``if __name__ ==
   "__main__"`` only the ``else`` counts.
7. ``from m import *`` when a needed name has no binding; ``exec(...)``, ``globals()`` and the like
   when it isn't a builtin either.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from grader.submission.slicing.blanking import blank_out
from grader.submission.slicing.closure import Closures
from grader.submission.slicing.program import Program
from grader.submission.slicing.reader import read
from grader.submission.slicing.syntax import names_bound_in

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Slice", "slice_source"]

# Following calls takes time by the square of the program in the worst case. No homework comes near;
# it runs whole.
_LARGEST = 2000
_MOST_NODES = 50_000  # of its syntax tree


@dataclass(frozen=True)
class Slice:
    """What is left of a program.

    Attributes:
        text: the source, unneeded statements and all comments replaced by spaces: what stays, stays
            in its place. A statement left out before a ``;`` becomes ``0``.
        found: the names, of those asked for, that some statement of the source binds.
    """

    text: str
    found: frozenset[str]


def slice_source(source: str, names: Iterable[str], graded: Iterable[str] = ()) -> Slice:
    """Blank out the top-level statements that ``names`` do not need.

    The slice for several names is the union of their slices.

    Args:
        graded: further names that must be functions (rule 1), whether they are needed or not.

    Raises:
        SyntaxError: ``source`` cannot be parsed.
    """
    tree, program = _read(source)
    if program is None:
        return Slice(source, frozenset(names) & names_bound_in(tree))
    closures = Closures(program, frozenset(names), frozenset(graded))
    return Slice(blank_out(source, tree.body, closures.kept()), closures.bound)


# Each function of a submission is sliced for itself, one after the other.
@lru_cache(maxsize=2)
def _read(source: str) -> tuple[ast.Module, Program | None]:
    """Return a source's tree and its program; None for one that is too large to be followed."""
    tree = _parse(source)
    if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
        return tree, None
    program = read(tree)
    return tree, program if program.size() <= _LARGEST else None


def _parse(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            # "\d" in a student's string is no concern of the grader's.
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (RecursionError, MemoryError):
        raise SyntaxError("the program is nested too deeply to be parsed") from None
    except ValueError as error:
        # NUL bytes, lone surrogates.
        raise SyntaxError(
            f"the program holds what Python's parser does not read: {error}"
        ) from None
