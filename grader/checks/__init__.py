"""What an author of checks imports: all that a check needs comes from here, and from pytest.

::

    from grader.checks import compare, either

    compare      shapes, dtypes, gradients, sequences: what is wrong, in words
    either       one of two texts, by the language of whoever reads the report
    StudentError, WrongValueError       what a check may raise, or expect

What the lesson's own checks share is here, too: :mod:`two_layer` (data and losses of the two-layer
network), :mod:`classifier` (FizzBuzz's network), :mod:`training` (was it trained honestly?).
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
