"""The examiner's own copy of the lesson's classifier, in NumPy.

Accuracy is computed here from the weights: the submission is never asked for it.

Linear, ReLU, Linear, with biases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from grader.checks import compare
from grader.errors import StudentError, WrongValueError
from grader.language import _

if TYPE_CHECKING:
    from grader.checks.models import RemoteModel
    from grader.checks.student import RemoteFunction, Student

Array = npt.NDArray[Any]
_DIMENSIONS = [2, 1, 2, 1]  # of W1, b1, W2, b2
_DIGITS = 10
_CLASSES = np.array([3, 0, 0, 1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 0, 0])  # of 0 to 14, and then again


def course_data(start: int, stop: int) -> tuple[Array, Array]:
    """Return the course's own X (N, 10) and Y (N,) of range(start, stop)."""
    numbers = np.arange(start, stop)
    octets = numbers.astype("<u2").view(np.uint8).reshape(-1, 2)
    bits = np.unpackbits(octets, axis=1, bitorder="little")[:, :_DIGITS]
    return bits.astype(np.float32), _CLASSES[numbers % len(_CLASSES)]


class Network:
    """A two-layer classifier.

    Args:
        weights: its four parameters, in the order W1 (hidden, d_in), b1 (hidden,), W2 (d_out,
            hidden), b2 (d_out,).

    Raises:
        WrongValueError: they are no such parameters, or not all finite.
    """

    def __init__(self, weights: Mapping[str, Any]) -> None:
        values = [compare.as_numpy(value) for value in weights.values() if hasattr(value, "shape")]
        shapes = [value.shape for value in values]
        if [len(shape) for shape in shapes] == _DIMENSIONS:
            hidden, d_out = shapes[0][0], shapes[2][0]
        else:
            hidden, d_out = 0, 0

        if not hidden or shapes[1:] != [(hidden,), (d_out, hidden), (d_out,)]:
            raise WrongValueError(
                _("the model's parameters are not those of Linear, ReLU, Linear with biases")
            )

        if not all(value.dtype.kind == "f" and _is_finite(value) for value in values):
            raise WrongValueError(
                _("the model's parameters are not all finite: the training diverges")
            )
        self.parameters = [value.astype(np.float64) for value in values]

    @classmethod
    def of(cls, parameters: Iterable[Any]) -> Network:
        """Return the network with these four parameters, in their order."""
        return cls(dict(zip("abcd", parameters, strict=True)))

    @staticmethod
    def initial(d_in: int, hidden: int, d_out: int, seed: int) -> Network:
        """Return the network that ``torch.nn.Linear`` draws after ``torch.manual_seed(seed)``."""
        import torch  # a NumPy assignment never needs it

        generator = torch.Generator().manual_seed(seed)
        shapes = [
            ((hidden, d_in), d_in),
            ((hidden,), d_in),
            ((d_out, hidden), hidden),
            ((d_out,), hidden),
        ]
        weights = {}
        for number, (shape, fan_in) in enumerate(shapes):
            bound = fan_in**-0.5
            parameter = torch.empty(shape).uniform_(-bound, bound, generator=generator)
            weights[str(number)] = parameter
        return Network(weights)

    @staticmethod
    def fault(weights: Mapping[str, Any], d_in: int, hidden: int, d_out: int) -> str | None:
        """Describe why parameters are not those of a network of these sizes; None if they are."""
        shapes = [tuple(getattr(value, "shape", ())) for value in weights.values()]
        right = [(hidden, d_in), (hidden,), (d_out, hidden), (d_out,)]
        return (
            None
            if shapes == right
            else _("are not {shapes}: weight and bias of each layer", shapes=right)
        )

    @staticmethod
    def trained(
        train: RemoteFunction,
        model: RemoteModel,
        X: Any,
        Y: Any,
        epochs: int,
        epochs_per_round: int,
        **options: Any,
    ) -> Iterator[tuple[int, Network]]:
        """Call ``train`` round by round, and yield (epoch, network) after each.

        Args:
            options: further arguments.

        Raises:
            WrongValueError: the trained model is no longer such a network.
        """
        shapes = [weight.shape for weight in model.weights().values()]
        rounds = train.rounds(
            epochs // epochs_per_round, model, X, Y, epochs=epochs_per_round, **options
        )
        for number, result in enumerate(rounds, start=1):
            if [getattr(weight, "shape", None) for weight in result.weights.values()] != shapes:
                raise WrongValueError(_("train has changed the model's layers"))
            yield number * epochs_per_round, Network(result.weights)

    def played(self, student: Student, device: str, *arguments: Any) -> Any:
        """Return what the student's ``play`` returns for this network, on the run's device.

        The lesson's ``play`` creates its inputs on the CPU, so if it fails on a GPU, it is called
        again with a model on the CPU.
        """
        try:
            return student.play(student.sequential(*self.layers), *arguments)
        except StudentError:
            if device == "cpu":
                raise
        return student.play(student.sequential(*self.layers, device="cpu"), *arguments)

    @property
    def layers(self) -> list[tuple[Any, ...]]:
        """The layers as :meth:`grader.checks.student.Student.sequential` takes them, in float32."""
        W1, b1, W2, b2 = (parameter.astype(np.float32) for parameter in self.parameters)
        return [("Linear", W1, b1), ("ReLU",), ("Linear", W2, b2)]

    @property
    def flat(self) -> Array:
        """All parameters as one vector."""
        return np.concatenate([parameter.ravel() for parameter in self.parameters])

    def __call__(self, X: Array) -> Array:
        """Return the logits (N, d_out) for inputs (N, d_in)."""
        W1, b1, W2, b2 = self.parameters
        return np.maximum(X @ W1.T + b1, 0) @ W2.T + b2

    def accuracy(self, X: Array, Y: Array) -> float:
        """Return the share of rows whose largest logit is that of their class."""
        return float((self(X).argmax(axis=1) == Y).mean())

    def loss(self, X: Array, Y: Array) -> float:
        """Return the mean cross entropy."""
        return float(-self._log_probabilities(X)[np.arange(len(Y)), Y].mean())

    def _log_probabilities(self, X: Array) -> Array:
        logits = self(X)
        logits = logits - logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


def _is_finite(values: Array) -> bool:
    """Whether numbers are finite, also in float32, which training computes in."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(values.astype(np.float32)).all())
