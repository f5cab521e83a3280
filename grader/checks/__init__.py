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

from grader.checks import compare
from grader.checks.lesson import classifier, training, two_layer
from grader.errors import StudentError, WrongValueError
from grader.language import either

__all__ = [
    "StudentError",
    "WrongValueError",
    "classifier",
    "compare",
    "either",
    "training",
    "two_layer",
]
