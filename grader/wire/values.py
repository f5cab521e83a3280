"""Python values as values of the wire, and back: arrays are sent as bytes, nothing is pickled.

What comes from the submission's side is hostile: every dtype is on a list, every shape must fit its
bytes, lists are neither too deep nor too long.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.wire.frames import MAX_BODY, padded
from grader.wire.messages import (
    DTYPES,
    Array,
    Items,
    ModelRef,
    NewOptimizer,
    OptimizerRef,
    Other,
    Ref,
    Value,
    WireError,
)

# Neither NumPy nor torch is imported here: a message without arrays needs neither.
if TYPE_CHECKING:
    import numpy as np

# Of lists, in one message: each item costs the examiner a microsecond or two.
MAX_ITEMS = 50_000
MAX_DEPTH = 16
MAX_DIMENSIONS = 32
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Remote:
    """What stands for an object of the submission's process, on the examiner's side."""

    id: int
    type_name: str


class Model(Remote):
    """What stands for a module."""


class Optimizer(Remote):
    """What stands for an optimizer."""


class Packer:
    """Turns Python values into wire values, and keeps the buffers of their arrays.

    Args:
        put: keeps a torch module or optimizer and returns its id; without it, they are not sent.
    """

    def __init__(self, put: Callable[[Any], int] | None = None) -> None:
        self.buffers: list[bytes] = []
        self._put = put

    def pack(self, value: Any, depth: int = 0) -> Value:  # noqa: PLR0911 - one line per kind
        """Return the wire's form of a value; what it has no form for becomes Other."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if -(2**63) <= value < 2**63 else Other("int")
        if isinstance(value, (float, str)):
            return float(value) if isinstance(value, float) else str(value)
        if isinstance(value, Remote):
            ref = ModelRef if isinstance(value, Model) else OptimizerRef
            return ref(value.id, value.type_name)
        if isinstance(value, NewOptimizer):
            return value
        if isinstance(value, (list, tuple)):
            if depth >= MAX_DEPTH:
                return Other(type(value).__name__)
            kind = "list" if isinstance(value, list) else "tuple"
            return Items(kind, [self.pack(item, depth + 1) for item in value])
        return self._pack_array_or_model(value, depth)

    def _pack_array_or_model(self, value: Any, depth: int) -> Value:
        numpy = sys.modules.get("numpy")
        if numpy is None:  # then there is no array to pack, and torch is not here either
            return Other(type(value).__name__[:_LONGEST_NAME])
        if isinstance(value, numpy.generic):
            return _pack_scalar(value, numpy)
        if isinstance(value, numpy.ndarray):
            return self._pack_array(value, depth)
        return self._pack_torch(value)

    def _pack_array(self, array: np.ndarray, depth: int, device: str = "") -> Value:
        # An array of strings is as good as a list of them.
        if array.dtype.kind in "UO" and depth < MAX_DEPTH:
            return self.pack(array.tolist(), depth + 1)

        name = array.dtype.newbyteorder("=").name
        if name not in DTYPES:
            return Other(f"array of {name}")

        import numpy as np

        self.buffers.append(np.ascontiguousarray(array, dtype=name).tobytes())
        return Array(name, list(array.shape), device)

    def _pack_torch(self, value: Any) -> Value:
        type_name = type(value).__name__[:_LONGEST_NAME]
        torch = sys.modules.get("torch")
        if torch is None:  # then there is no tensor to pack
            return Other(type_name)
        if isinstance(value, torch.Tensor):
            return self._pack_tensor(value, torch)
        if self._put is None:
            return Other(type_name)

        if isinstance(value, torch.nn.Module):
            return ModelRef(self._put(value), _shown_type(value, torch.nn.Sequential))
        if isinstance(value, torch.optim.Optimizer):
            return OptimizerRef(self._put(value), type_name)
        return Other(type_name)

    def _pack_tensor(self, tensor: Any, torch: Any) -> Value:
        name = str(tensor.dtype).removeprefix("torch.")
        if name not in DTYPES or tensor.layout != torch.strided:
            return Other(f"tensor of {name}")
        try:
            array = tensor.detach().cpu().resolve_conj().resolve_neg().numpy()
        except NotImplementedError:  # a meta tensor has no values
            return Other(f"tensor of {name} on {tensor.device}")
        return self._pack_array(array, 0, str(tensor.device))


def _shown_type(module: Any, sequential: type) -> str:
    """Return the name of a module's type; a class of the student's own may be a "Sequential"."""
    if isinstance(module, sequential):
        return "Sequential"
    name = type(module).__name__[:_LONGEST_NAME]
    return "another Sequential" if name == "Sequential" else name


def _pack_scalar(value: np.generic, numpy: Any) -> Value:
    """Return a NumPy scalar's Python value: item() of a long double would be itself."""
    for kind, convert in ((numpy.bool_, bool), (numpy.integer, int), (numpy.floating, float)):
        if isinstance(value, kind):
            return convert(value)
    return Other(f"numpy.{type(value).__name__}")


class Unpacker:
    """Turns wire values into Python values.

    Each array takes its bytes from the front of what is left of the body.

    Args:
        get: returns what stands for a model or an optimizer.
        put_tensor: puts a tensor on the device that it belongs on; by default it stays on the CPU.
        shared: whether the body is memory that the arrays are to stay in.

    Attributes:
        placed: the arrays in shared memory, each with what was made of it.
        devices: where tensors of two and more dimensions were when they were packed.
    """

    def __init__(
        self,
        body: bytes | memoryview,
        get: Callable[[Ref], Any],
        put_tensor: Callable[[Any], Any] | None = None,
        *,
        shared: bool = False,
    ) -> None:
        self._body = memoryview(body)
        self._get = get
        self._put_tensor = put_tensor
        self._shared = shared
        self._items = 0
        self.placed: list[tuple[np.ndarray, Any]] = []
        self.devices: set[str] = set()

    def unpack(self, value: Value, depth: int = 0) -> Any:
        """Return the Python value; arrays are fresh and writable.

        Raises:
            WireError: an array doesn't fit its bytes, or has a dtype that is not on the list; lists
                are nested too deeply.
        """
        if depth > MAX_DEPTH:
            raise WireError("lists are nested too deeply")
        if isinstance(value, Items):
            self._items += len(value.items)
            if self._items > MAX_ITEMS:
                raise WireError("lists with too many items")
            values = [self.unpack(item, depth + 1) for item in value.items]
            return values if value.kind == "list" else tuple(values)
        if isinstance(value, Array):
            return self._unpack_array(value)
        if isinstance(value, NewOptimizer):
            options = {
                name: self.unpack(option, depth + 1) for name, option in value.options.items()
            }
            return self._get(NewOptimizer(value.type_name, options, value.model))
        if isinstance(value, (ModelRef, OptimizerRef)):
            return self._get(value)
        return value

    def done(self) -> None:
        """Require that the message used the whole body.

        Raises:
            WireError: bytes are left over.
        """
        if len(self._body):
            raise WireError(f"{len(self._body)} bytes belong to no array")

    def _unpack_array(self, value: Array) -> Any:
        if value.dtype not in DTYPES:
            raise WireError(f"dtype {value.dtype[:40]!r} is not allowed")
        if len(value.shape) > MAX_DIMENSIONS or any(not 0 <= n <= MAX_BODY for n in value.shape):
            raise WireError("an array has an impossible shape")

        import numpy as np

        dtype = np.dtype(value.dtype)
        size = math.prod(value.shape) * dtype.itemsize
        if size > len(self._body):
            raise WireError(f"an array of {size} bytes in a body of {len(self._body)}")
        data = self._body[:size]
        self._body = self._body[padded(size) if self._shared else size :]
        try:
            array = np.frombuffer(data if self._shared else bytearray(data), dtype)
            array = array.reshape(value.shape)
            result = self._to_torch(array, value.device) if value.device else array
        # NumPy or torch has no array of such a shape or dtype.
        except (TypeError, ValueError) as error:
            raise WireError(f"no array of {value.dtype} {value.shape}: {error}") from None
        if self._shared:
            self.placed.append((array, result))
        return result

    def _to_torch(self, array: np.ndarray, device: str) -> Any:
        import torch

        # Losses and the like may come back from wherever they were collected.
        if array.ndim > 1:
            self.devices.add(device)
        tensor = torch.from_numpy(array)
        return self._put_tensor(tensor) if self._put_tensor else tensor
