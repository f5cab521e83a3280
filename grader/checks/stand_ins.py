"""The reference's functions in the place of some of the submission's.

A check that tries a function alone lets the reference answer for the others that it calls. The
submission's process asks; a fork of this process answers, within limits: the submission chooses the
arguments.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader import wire
from grader.errors import StudentError
from grader.language import _
from grader.results import Reason
from grader.sandbox.forked import ForkError, limited
from grader.sandbox.limits import Budget

_MEMORY_BYTES = 256 << 20
_LARGEST_NUMBER = 100_000
_LARGEST_ARRAY = 100_000
# Of all answers to one check. The lesson's own loops ask a few thousand times for small arrays; at
# its largest size a gradient is 0.8 MB.
MOST_ANSWERS = 20_000
MOST_BYTES = 256 << 20


class StandIns:
    """Answers the questions of one submission's stand-ins.

    Args:
        functions: the reference's, by name.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.functions = functions
        self._fork = limited(self._answer, _MEMORY_BYTES)

    def answer(self, function: str, packet: wire.Packet, budget: Budget) -> bytes:
        """Return the frame that answers a packet, which asks a function.

        Raises:
            WireError: the question is not one that a stand-in asks.
            StudentError: the answer takes more time than is left, or too much memory.
        """
        try:
            return self._fork.ask(packet.frame(), budget)
        except ForkError as error:
            if error.reason is Reason.ERROR:
                raise wire.WireError(str(error)) from None
            message = _(
                "it called {function} with arguments that take too much time or memory",
                function=function,
            )
            raise StudentError(error.reason, message) from None

    def close(self) -> None:
        """End the fork."""
        self._fork.close()

    def _answer(self, frame: bytes) -> bytes:
        packet = wire.take_packet(bytearray(frame))
        ask = wire.read_reply(packet) if packet else None
        if packet is None or not isinstance(ask, wire.Ask):
            raise wire.WireError("a question to no stand-in")
        return answer(ask, wire.Unpacker(packet.body, _remote), self.functions)


def _remote(ref: wire.Ref) -> wire.Model | wire.Optimizer:
    if isinstance(ref, wire.NewOptimizer):
        raise wire.WireError("an optimizer to be made here")
    kind = wire.Model if isinstance(ref, wire.ModelRef) else wire.Optimizer
    return kind(ref.id, ref.type_name)


def answer(
    ask: wire.Ask, unpacker: wire.Unpacker, functions: Mapping[str, Callable[..., Any]]
) -> bytes:
    """Answer the question of a stand-in, by the reference.

    Args:
        functions: the reference's, by the name of the stand-in.

    Raises:
        WireError: the question is not one that a stand-in asks.
    """
    if ask.function not in functions:
        raise wire.WireError("a question to no stand-in")
    # Each gradient is as large as its argument.
    if len(set(ask.wanted)) < len(ask.wanted):
        raise wire.WireError("a gradient is wanted twice")

    models = StandInModels()
    args = [models.twin(unpacker.unpack(value)) for value in ask.args]
    kwargs = {key: models.twin(unpacker.unpack(value)) for key, value in ask.kwargs.items()}
    packer = wire.Packer()
    try:
        _require_answerable(*args, *kwargs.values())
        leaves = _leaves(args, ask.wanted)
        value = functions[ask.function](*args, **kwargs)
        packed = packer.pack(models.described(value, packer))
        gradients = [packer.pack(gradient) for gradient in _gradients(value, leaves)]
        message = wire.Answer(packed, gradients=gradients)
    except Exception as error:  # noqa: BLE001 - the reference got whatever the student passed
        problem = _(
            "{function} was called with arguments that it cannot take ({error})",
            function=ask.function,
            error=error,
        )
        message = wire.Answer(None, problem)
    return wire.to_frame(message, packer.buffers)


class StandInModels:
    """Stands for the models that a question holds.

    The reference may ask for a model's parameters, and no more: ``build_optimizer(model, "adam",
    0.1)`` of the reference makes an optimizer here, from which a plain one of the same kind and
    options is made in the submission's process.
    """

    def __init__(self) -> None:
        # By the id of the parameter that stands for all of a model's.
        self._models: dict[int, int] = {}

    def twin(self, value: Any) -> Any:
        """Return what the reference gets for a value: a module for a model, else the value."""
        if not isinstance(value, wire.Model):
            return value
        import torch

        module = torch.nn.ParameterList([torch.zeros(1)])
        self._models[id(module[0])] = value.id
        return module

    def described(self, value: Any, packer: wire.Packer) -> Any:
        """Return what is sent for the reference's answer: a description for an optimizer."""
        torch = sys.modules.get("torch")
        if torch is None or not isinstance(value, torch.optim.Optimizer):
            return value
        model = self._models[id(value.param_groups[0]["params"][0])]
        options = {name: packer.pack(option) for name, option in value.defaults.items()}
        return wire.NewOptimizer(type(value).__name__, options, model)


def _leaves(args: Sequence[Any], wanted: Sequence[int]) -> list[Any]:
    """Return the arguments at these positions, as what to differentiate by."""
    # A negative position would be another name for the same argument.
    if min(wanted, default=0) < 0:
        raise ValueError(_("there is no such argument"))
    return [args[index].requires_grad_() for index in wanted]


def _gradients(value: Any, leaves: list[Any]) -> list[Any]:
    """Differentiate the reference's answer by ``leaves``; return nothing where it cannot be."""
    if not leaves or not getattr(value, "requires_grad", False) or value.dim():
        return []
    import torch

    return list(torch.autograd.grad(value, leaves))


def _require_answerable(*values: Any) -> None:
    """Refuse values that no check of ours makes a submission ask about."""
    for value in values:
        if not _is_answerable(value):
            raise ValueError(_("too large, or neither a number nor an array"))


def _is_answerable(value: Any) -> bool:
    if isinstance(value, (bool, float, str)) or value is None or hasattr(value, "parameters"):
        return True
    if isinstance(value, int):
        return abs(value) <= _LARGEST_NUMBER
    return hasattr(value, "dtype") and math.prod(value.shape) <= _LARGEST_ARRAY
