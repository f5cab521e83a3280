"""Objects that stay in the submission's process: models and optimizers, as an author sees them.

Nothing that they say is believed as such: a check computes from a model's weights, and from what
steps do to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader import wire
from grader.sandbox.child import odd_answer


class Requester(Protocol):
    """The connection to the submission's process."""

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request and return its value."""


@dataclass(frozen=True)
class RemoteModel(wire.Model):
    """A module in the submission's process."""

    connection: Requester = field(repr=False, compare=False)

    def __call__(self, x: Any) -> Any:
        """Call it on an input, without gradients."""
        packer = wire.Packer()
        return self.connection.request(wire.Apply(self.id, packer.pack(x)), packer.buffers)

    def gradients(self, x: Any) -> list[Any]:
        """Return autograd's gradients of the output's sum by its parameters, in the order of names.

        A gradient is None where autograd found no way to the parameter.
        """
        packer = wire.Packer()
        answer = self.connection.request(
            wire.Apply(self.id, packer.pack(x), differentiate=True), packer.buffers
        )
        gradients = answer[1] if isinstance(answer, tuple) and len(answer) == 2 else None  # noqa: PLR2004
        if not isinstance(gradients, list):
            raise odd_answer()
        return gradients

    def modules(self) -> list[tuple[str, str]]:
        """Return (name, type name) of the module itself and each module within, in order."""
        return [(str(name), str(kind)) for name, kind in pairs(self._description()[0])]

    def weights(self) -> dict[str, Any]:
        """Return its parameters by name, as tensors on the CPU."""
        return named(self._description()[1])

    def _description(self) -> list[Any]:
        answer = self.connection.request(wire.ReadModel(self.id), [])
        if not isinstance(answer, list) or len(answer) != 2:  # noqa: PLR2004 - modules and weights
            raise odd_answer()
        return answer


@dataclass(frozen=True)
class RemoteOptimizer(wire.Optimizer):
    """An optimizer in the submission's process."""

    connection: Requester = field(repr=False, compare=False)

    def step(self, model: RemoteModel, gradients: Sequence[Any]) -> None:
        """Set the gradients of the model's parameters, in order, and take one step."""
        packer = wire.Packer()
        message = wire.Step(self.id, model.id, [packer.pack(gradient) for gradient in gradients])
        self.connection.request(message, packer.buffers)


def named(value: Any) -> dict[str, Any]:
    """Return a dict for a list of (name, value)."""
    return {str(name): item for name, item in pairs(value)}


def pairs(value: Any) -> list[tuple[Any, Any]]:
    """Return a list of pairs as it is, and refuse anything else."""
    if not isinstance(value, list):
        raise odd_answer()
    for item in value:
        if not isinstance(item, tuple) or len(item) != 2:  # noqa: PLR2004 - a pair
            raise odd_answer()
    return value
