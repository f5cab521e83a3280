"""Models and optimizers that stay in the child, and what the examiner asks of them."""

from __future__ import annotations

import inspect
from typing import Any

from grader import wire


class Objects:
    """The models and optimizers that the examiner knows, by id.

    Args:
        device: where plain models are put.
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._objects: dict[int, Any] = {}

    def put(self, thing: Any) -> int:
        """Keep a model or an optimizer, and return its id."""
        self._objects[id(thing)] = thing
        return id(thing)

    def get(self, ref: wire.Ref) -> Any:
        """Return what a reference stands for; a plain optimizer is made."""
        if not isinstance(ref, wire.NewOptimizer):
            return self._objects[ref.id]
        import torch

        kind = getattr(torch.optim, ref.type_name)
        # What an optimizer notes of itself may be more than it takes.
        known = inspect.signature(kind).parameters
        options = {name: value for name, value in ref.options.items() if name in known}
        return kind(self._objects[ref.model].parameters(), **options)

    def clear(self) -> None:
        """Forget all."""
        self._objects.clear()

    def make_model(self, request: wire.MakeModel, unpacker: wire.Unpacker) -> Any:
        """Make an ``nn.Sequential`` of plain layers."""
        import torch

        layers = []
        for layer in request.layers:
            arrays = [torch.as_tensor(unpacker.unpack(array)) for array in layer.weights]
            layers.append(_layer(layer.kind, arrays))
        return torch.nn.Sequential(*layers).to(request.device or self._device)

    def answer(self, request: wire.OfModel, unpacker: wire.Unpacker) -> Any:
        """Do what a request asks of a model, and return the value of the reply."""
        if isinstance(request, wire.ReadModel):
            model = self._objects[request.id]
            modules = [(name, type(module).__name__) for name, module in model.named_modules()]
            return [modules, weights(model)]
        if isinstance(request, wire.Apply):
            return self._apply(request, unpacker)
        if isinstance(request, wire.PutWeights):
            return self._put_weights(request, unpacker)
        return self._step(request, unpacker)

    def weights(self, model: int) -> list[tuple[str, Any]]:
        """Return the names and values of a model's parameters."""
        return weights(self._objects[model])

    def _put_weights(self, request: wire.PutWeights, unpacker: wire.Unpacker) -> None:
        parameters = list(self._objects[request.id].parameters())
        for parameter, weight in zip(parameters, request.weights, strict=True):
            parameter.data = unpacker.unpack(weight).to(parameter.device)

    def _apply(self, request: wire.Apply, unpacker: wire.Unpacker) -> Any:
        import torch

        model = self._objects[request.id]
        x = unpacker.unpack(request.x)
        parameters = [parameter for _, parameter in sorted(_parameters(model))]
        with torch.set_grad_enabled(request.differentiate):
            output = model(x.to(parameters[0].device) if parameters else x)
            if not request.differentiate:
                return output
            return output, gradients(output.sum(), parameters)

    def _step(self, request: wire.Step, unpacker: wire.Unpacker) -> None:
        parameters = list(self._objects[request.model].parameters())
        for parameter, gradient in zip(parameters, request.gradients, strict=True):
            parameter.grad = unpacker.unpack(gradient).to(parameter.device)
        self._objects[request.optimizer].step()


def _layer(kind: str, arrays: list[Any]) -> Any:
    """Make a linear layer of a weight of shape (out, in) and maybe a bias, or a layer without."""
    import torch

    if not arrays:
        return getattr(torch.nn, kind)()
    outputs, inputs = arrays[0].shape
    has_bias = len(arrays) > 1
    layer = torch.nn.Linear(inputs, outputs, bias=has_bias, dtype=arrays[0].dtype)
    for parameter, array in zip(layer.parameters(), arrays, strict=True):
        parameter.data = array
    return layer


def gradients(value: Any, leaves: list[Any]) -> list[Any]:
    """Return a value's gradients by the leaves; None where autograd finds no way to one."""
    import torch

    if not isinstance(value, torch.Tensor) or value.dim() or not value.requires_grad:
        return [None] * len(leaves)
    return list(torch.autograd.grad(value, leaves, allow_unused=True))


def weights(model: Any) -> list[tuple[str, Any]]:
    """Return the names and values of a model's parameters."""
    import torch

    # Not their own methods, which may make them up.
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001
        return [(name, torch.Tensor.detach(parameter)) for name, parameter in _parameters(model)]


def _parameters(model: Any) -> list[tuple[str, Any]]:
    """Return a model's parameters by name; its own method may leave some out."""
    import torch

    return list(torch.nn.Module.named_parameters(model))
