"""A device that this machine does not have: do results stay where their inputs were?

Tensors here claim to live on torch's "meta" device, and do have values: each keeps an ordinary one
within, and every operation is carried out on those. So a function that goes through ``.cpu()`` or
``.numpy()``, or makes a new tensor without naming a device, is seen on a machine without a GPU, and
every other one works as it would there. As on a GPU, an operation on tensors of two devices is an
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

_INDEXING = (
    "aten.index.",
    "aten.index_put",
    "aten._index_put",
)  # whose indices may be on the CPU too
_DEVICE = torch.device("meta")
_LITERALS = (torch.tensor, torch.as_tensor, torch.asarray)


class Elsewhere(torch.Tensor):
    """A tensor on the device that isn't there."""

    held: torch.Tensor

    @staticmethod
    def __new__(cls: type[Elsewhere], inner: torch.Tensor) -> Elsewhere:  # noqa: D102, PYI034 - torch makes it
        made: Elsewhere = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001 - there is no public way
            cls, inner.size(), strides=inner.stride(), dtype=inner.dtype, device=_DEVICE
        )
        made.held = inner
        return made

    def tolist(self) -> Any:
        """Give its values, as on any device."""
        return self.held.tolist()

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse, as a tensor on a GPU does."""
        if force:
            return self.held.numpy()
        raise TypeError(
            "can't convert meta device type tensor to numpy. Use Tensor.cpu() to copy the tensor first."
        )

    def __array__(self, *_: Any) -> Any:
        return self.numpy()

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Carry an operation out on the tensors within."""
        return _carry_out(func, args, kwargs or {})


@contextlib.contextmanager
def available() -> Iterator[None]:
    """While it is entered, tensors can be made on the device, or moved to it."""
    with _Operations(), _Literals():  # type: ignore[no-untyped-call]
        yield


class _Operations(TorchDispatchMode):
    """Sees every operation, also those that are given no tensor."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Answer torch: nothing here is compiled.

        And the wrapping that it would do takes a second of imports.
        """
        return False

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Carry an operation out, wherever its tensors are."""
        return _carry_out(func, args, kwargs or {})


class _Literals(TorchFunctionMode):
    """Sees ``torch.tensor([1.0, 2.0], device=x.device)``, which is no operation.

    Torch would drop the numbers.
    """

    def __torch_function__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make a tensor of numbers in ordinary memory first; anything else goes its way."""
        options = dict(kwargs or {})
        if func is torch.Tensor.new_tensor:
            func, options = (
                torch.tensor,
                {"dtype": args[0].dtype, "device": args[0].device, **options},
            )
            args = args[1:]
        if func not in _LITERALS or any(isinstance(arg, torch.Tensor) for arg in args):
            return func(*args, **options)
        args = tree_map(_within, args)  # a list may hold numbers that are tensors
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
    there = bool(ours) if device is None else torch.device(device) == _DEVICE
    if ours and theirs and device is None and not str(func).startswith("aten.copy_"):
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, meta and cpu!"
        )
    if device is not None and there:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    result = func(*tree_map(_within, args), **tree_map(_within, kwargs))
    if func._schema.is_mutable and isinstance(result, torch.Tensor) and args:  # noqa: SLF001 - no other way to know
        return args[0]  # an operation in place gives the tensor that it was called on
    return tree_map(put, result) if there else result


def _sorted(arguments: Any) -> tuple[list[Elsewhere], list[torch.Tensor]]:
    """Give the tensors here and there.

    One of no dimension counts as a number, and may come from anywhere.
    """
    tensors = [leaf for leaf in tree_leaves(arguments) if isinstance(leaf, torch.Tensor)]
    ours = [tensor for tensor in tensors if isinstance(tensor, Elsewhere)]
    return ours, [
        tensor for tensor in tensors if not isinstance(tensor, Elsewhere) and tensor.dim()
    ]


def _within(leaf: Any) -> Any:
    return leaf.held if isinstance(leaf, Elsewhere) else leaf
