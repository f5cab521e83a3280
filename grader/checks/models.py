"""Objects that stay in the submission's process: what a check's author sees of a model or an
optimizer.

Nothing that they say is believed as such: a check computes from a model's weights, and from what
steps do to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader import wire
from grader.sandbox.child import odd_answer


class Line(Protocol):
    """The line to the submission's process."""

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request and give its value."""


@dataclass(frozen=True)
class RemoteModel(wire.Model):
    """A module in the submission's process."""

    line: Line = field(repr=False, compare=False)

    def __call__(self, x: Any) -> Any:
        """Call it on an input, without gradients."""
        packer = wire.Packer()
        return self.line.request(wire.Apply(self.id, packer.pack(x)), packer.buffers)

    def gradients(self, x: Any) -> list[Any]:
        """Give autograd's gradients of the output's sum by its parameters, in the order of names.

        None where cut.
        """
        packer = wire.Packer()
        answer = self.line.request(
            wire.Apply(self.id, packer.pack(x), differentiate=True), packer.buffers
        )
        gradients = answer[1] if isinstance(answer, tuple) and len(answer) == 2 else None  # noqa: PLR2004
        if not isinstance(gradients, list):
            raise odd_answer()
        return gradients

    def modules(self) -> list[tuple[str, str]]:
        """Give (name, type name) of the module itself and each module within, in order."""
        return [(str(name), str(kind)) for name, kind in pairs(self._description()[0])]

    def weights(self) -> dict[str, Any]:
        """Give its parameters by name, as tensors on the CPU."""
        return named(self._description()[1])

    def _description(self) -> list[Any]:
        answer = self.line.request(wire.ReadModel(self.id), [])
        if not isinstance(answer, list) or len(answer) != 2:  # noqa: PLR2004 - modules and weights
            raise odd_answer()
        return answer


@dataclass(frozen=True)
class RemoteOptimizer(wire.Optimizer):
    """An optimizer in the submission's process."""

    line: Line = field(repr=False, compare=False)

    def step(self, model: RemoteModel, gradients: Sequence[Any]) -> None:
        """Give the model's parameters these gradients, in order, and take one step."""
        packer = wire.Packer()
        message = wire.Step(self.id, model.id, [packer.pack(gradient) for gradient in gradients])
        self.line.request(message, packer.buffers)


class StandInModels:
    """Lets the reference answer where a model is handed to it: it may ask for the model's
    parameters, and no more.

    So ``build_optimizer(model, "adam", 0.1)`` of the reference makes an optimizer here, from which
    a plain one of the same kind and options is made there.
    """

    def __init__(self) -> None:
        self._models: dict[
            int, int
        ] = {}  # by the id of the parameter that stands for all of the model's

    def twin(self, value: Any) -> Any:
        """Give what the reference is handed in place of a value.

        A module for a model, anything else as it is.
        """
        if not isinstance(value, wire.Model):
            return value
        import torch

        module = torch.nn.ParameterList([torch.zeros(1)])
        self._models[id(module[0])] = value.id
        return module

    def described(self, value: Any) -> Any:
        """Give what travels in place of the reference's answer: a description for an optimizer."""
        import sys

        torch = sys.modules.get("torch")
        if torch is None or not isinstance(value, torch.optim.Optimizer):
            return value
        model = self._models[id(value.param_groups[0]["params"][0])]
        packer = wire.Packer()
        options = {name: packer.pack(option) for name, option in value.defaults.items()}
        return wire.NewOptimizer(type(value).__name__, options, model)


def named(value: Any) -> dict[str, Any]:
    """Give a dict for a list of (name, value)."""
    return {str(name): one for name, one in pairs(value)}


def pairs(value: Any) -> list[tuple[Any, Any]]:
    """Insist on a list of pairs."""
    if not isinstance(value, list) or not all(
        isinstance(pair, tuple) and len(pair) == 2 for pair in value
    ):
        raise odd_answer()
    return value
