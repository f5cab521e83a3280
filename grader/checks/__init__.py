"""What an author of checks imports: a check needs this package and pytest, nothing else.

::

    from grader.checks import compare, either

    compare      shapes, dtypes, gradients, sequences: what is wrong, as a message
    either       one of two texts, by the language of the report
    StudentError, WrongValueError       what a check may raise or expect

It also contains what the lesson's own checks share: :mod:`two_layer` (data and losses of the
two-layer network), :mod:`classifier` (FizzBuzz's network), :mod:`training` (was the model trained
on the given data?).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from grader.errors import StudentError, WrongValueError
from grader.language import either

if TYPE_CHECKING:
    from types import ModuleType

    from grader.checks import compare
    from grader.checks.lesson import classifier, training, two_layer

# Imported when a check asks for them: they need NumPy, and most commands need none of them.
_ON_DEMAND = {
    "compare": "grader.checks.compare",
    "classifier": "grader.checks.lesson.classifier",
    "training": "grader.checks.lesson.training",
    "two_layer": "grader.checks.lesson.two_layer",
}

__all__ = [
    "StudentError",
    "WrongValueError",
    "classifier",
    "compare",
    "either",
    "training",
    "two_layer",
]


def __getattr__(name: str) -> ModuleType:
    if name in _ON_DEMAND:
        return import_module(_ON_DEMAND[name])
    raise AttributeError(name)
