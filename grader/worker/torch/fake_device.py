"""A simulated device: do results stay on the device of their inputs?

The tensors here claim to be on torch's "meta" device, but they have values: each contains an
ordinary tensor, and every operation is carried out on those. So a machine without a GPU can detect
a function that uses ``.cpu()`` or ``.numpy()``, or that makes a new tensor without naming a device;
every other function works as on a GPU. As on a GPU, an operation on tensors of two devices is an
error.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

# The indices of these operations may be on the CPU too.
_INDEXING = ("aten.index.", "aten.index_put", "aten._index_put")
_DEVICE = torch.device("meta")
_LITERALS = (torch.tensor, torch.as_tensor, torch.asarray)


class Elsewhere(torch.Tensor):
    """A tensor on the simulated device."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls: type[Elsewhere], inner: torch.Tensor) -> Elsewhere:  # noqa: D102, PYI034 - torch makes it
        tensor: Elsewhere = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001 - there is no public way
            cls, inner.size(), strides=inner.stride(), dtype=inner.dtype, device=_DEVICE
        )
        tensor.held = inner
        return tensor

    def tolist(self) -> Any:
        """Return its values, as on any device."""
        return self.held.tolist()

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse, as a tensor on a GPU does."""
        if force:
            return self.held.numpy()
        raise TypeError(
            "can't convert meta device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor first."
        )

    def __array__(self, *_: Any) -> Any:
        return self.numpy()

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Carry out an operation on the tensors within."""
        return _carry_out(func, args, kwargs or {})


@contextlib.contextmanager
def available() -> Iterator[None]:
    """Make the device available: tensors can be made on it, or moved to it."""
    with _Operations(), _Literals():  # type: ignore[no-untyped-call]
        yield


class _Operations(TorchDispatchMode):
    """Intercepts every operation, also those without a tensor as argument."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Whether torch wraps this class for its compiler.

        Nothing here is compiled, and the wrapping would import modules for a second.
        """
        return False

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Carry out an operation, wherever its tensors are."""
        return _carry_out(func, args, kwargs or {})


class _Literals(TorchFunctionMode):
    """Intercepts ``torch.tensor([1.0, 2.0], device=x.device)``, which is not an operation.

    Torch would drop the numbers, because its "meta" device holds none.
    """

    def __torch_function__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make a tensor of numbers in ordinary memory first; pass on everything else."""
        options = dict(kwargs or {})
        if func is torch.Tensor.new_tensor:
            func = torch.tensor
            options = {"dtype": args[0].dtype, "device": args[0].device, **options}
            args = args[1:]
        if func not in _LITERALS or any(isinstance(arg, torch.Tensor) for arg in args):
            return func(*args, **options)

        # A list may contain numbers that are tensors.
        args = tree_map(_within, args)
        if torch.device(options.get("device") or "cpu") != _DEVICE:
            return func(*args, **options)

        grad = options.pop("requires_grad", False)
        return put(func(*args, **{**options, "device": "cpu"}).clone()).requires_grad_(grad)


def put(value: Any) -> Any:
    """Put a tensor on the device; anything else stays as it is."""
    return Elsewhere(value) if isinstance(value, torch.Tensor) else value


def _carry_out(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    ours, theirs = _sorted(
        (args[:1] + args[2:] if str(func).startswith(_INDEXING) else args, kwargs)
    )
    device = kwargs.get("device")
    on_device = bool(ours) if device is None else torch.device(device) == _DEVICE
    if ours and theirs and device is None and not str(func).startswith("aten.copy_"):
        raise RuntimeError(
            "Expected all tensors to be on the same device, "
            "but found at least two devices, meta and cpu!"
        )

    if device is not None and on_device:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    result = func(*tree_map(_within, args), **tree_map(_within, kwargs))

    # An operation in place returns the tensor that it was called on.
    if func._schema.is_mutable and isinstance(result, torch.Tensor) and args:  # noqa: SLF001 - no public way
        return args[0]
    return tree_map(put, result) if on_device else result


def _sorted(arguments: Any) -> tuple[list[Elsewhere], list[torch.Tensor]]:
    """Return the tensors on the simulated device, and those on other devices.

    A tensor without dimensions counts as a number, which may be on any device.
    """
    ours: list[Elsewhere] = []
    theirs: list[torch.Tensor] = []
    for leaf in tree_leaves(arguments):
        if isinstance(leaf, Elsewhere):
            ours.append(leaf)
        elif isinstance(leaf, torch.Tensor) and leaf.dim():
            theirs.append(leaf)
    return ours, theirs


def _within(leaf: Any) -> Any:
    return leaf.held if isinstance(leaf, Elsewhere) else leaf
