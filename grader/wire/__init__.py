"""The wire: typed messages between the examiner and the submission's process, as bytes.

A frame is a header's length (u32), a body's length (u32), the header (one msgpack message of a
declared type) and the body (the raw buffers of the message's arrays, back to back)::

    examiner                                               submission's process
       Start, Load, Call, MakeModel, Apply, Step, …   ──▶
                                                      ◀──  Progress*, Ask*, then Returned or Raised
       Answer                                         ──▶  (to an Ask)

What comes from the submission's side is hostile: lengths are capped before anything is read, every
field has a type, every dtype is on a list, every shape must fit its bytes. Nothing is ever
unpickled. Any bytes give a message or a :class:`WireError`.

Plain values travel as they are. What Python knows and the wire doesn't becomes :class:`Other`,
which only names its
type: enough for a message, too little to fool a comparison.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any, Union

import msgspec
import numpy as np

MAX_HEADER = 4 << 20
MAX_BODY = 128 << 20
MAX_REPLY_HEADER = 1 << 20  # a submission may send less than it is sent, which is its own text
MAX_ITEMS = 50_000  # of lists, in one message: each costs the examiner a microsecond or two
MAX_DEPTH = 16
MAX_DIMENSIONS = 32
DTYPES = frozenset(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
)

_LENGTHS = Struct("<II")


class WireError(Exception):
    """Bytes that are no frame, a frame that is no message, or a value too large to send."""


# ------------------------------------------------------------------------------------------- values


class Items(msgspec.Struct, tag="items", array_like=True, frozen=True):
    """A list or a tuple (a NamedTuple too)."""

    kind: str
    items: list[Value]


class Array(msgspec.Struct, tag="array", array_like=True, frozen=True):
    """A NumPy array, or a torch tensor on ``device``.

    Its bytes stand in the body, in the order of the message.
    """

    dtype: str
    shape: list[int]
    device: str = ""  # "" for NumPy


class ModelRef(msgspec.Struct, tag="model", array_like=True, frozen=True):
    """A torch module that stays in the submission's process."""

    id: int
    type_name: str


class OptimizerRef(msgspec.Struct, tag="optimizer", array_like=True, frozen=True):
    """A torch optimizer that stays in the submission's process."""

    id: int
    type_name: str


class Other(msgspec.Struct, tag="other", array_like=True, frozen=True):
    """A value that does not travel; only what it was is known."""

    type_name: str


class NewOptimizer(msgspec.Struct, tag="new_optimizer", array_like=True, frozen=True):
    """A plain optimizer of ``torch.optim``, to be made there for a model's parameters."""

    type_name: str
    options: dict[str, Value]
    model: int


Ref = ModelRef | OptimizerRef | NewOptimizer
Value = Union[
    None, bool, int, float, str, Items, Array, ModelRef, OptimizerRef, NewOptimizer, Other
]


@dataclass(frozen=True)
class Remote:
    """What stands for an object of the submission's process, on the examiner's side."""

    id: int
    type_name: str


class Model(Remote):
    """What stands for a module."""


class Optimizer(Remote):
    """What stands for an optimizer."""


# ----------------------------------------------------------------------------------------- messages


class Start(msgspec.Struct, tag="start", array_like=True, frozen=True):
    """Get the GPU ready, before any of the submission is loaded."""


class Load(msgspec.Struct, tag="load", array_like=True, frozen=True):
    """Run these statements (a slice of the submission, blank elsewhere) that define ``function``.

    ``modules`` are others that lie beside it: name to text.
    """

    function: str
    text: str
    modules: dict[str, str] = {}


class Reset(msgspec.Struct, tag="reset", array_like=True, frozen=True):
    """Forget what was made, and draw the same random numbers as at the start."""


class ReadDefaults(msgspec.Struct, tag="read_defaults", array_like=True, frozen=True):
    """Send the defaults of a loaded function's parameters."""

    function: str


class Call(msgspec.Struct, tag="call", array_like=True, frozen=True):
    """Call a function of the submission ``times`` times.

    After each call but the last, a Progress brings its value. ``watch`` names a model whose weights
    come along with every value. ``stand_ins`` are functions that the examiner answers in the
    student's stead. ``elsewhere`` puts the tensors on a device that the machine doesn't have.
    ``differentiate`` names arguments: their gradients, by autograd, come back with the value.
    """

    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    times: int = 1
    watch: int | None = None
    stand_ins: list[str] = []
    elsewhere: bool = False
    differentiate: list[int] = []


class Layer(msgspec.Struct, array_like=True, frozen=True):
    """One layer of a plain model.

    "Linear" with its weight (and bias), or a layer without parameters, as "ReLU".
    """

    kind: str
    weights: list[Array] = []


class MakeModel(msgspec.Struct, tag="make_model", array_like=True, frozen=True):
    """Make a plain ``nn.Sequential`` of these layers, on a device; "" for the run's."""

    layers: list[Layer]
    device: str = ""


class ReadModel(msgspec.Struct, tag="read_model", array_like=True, frozen=True):
    """Send a model's layers and weights."""

    id: int


class PutWeights(msgspec.Struct, tag="put_weights", array_like=True, frozen=True):
    """Give a model's parameters these values, in order."""

    id: int
    weights: list[Value]


class Apply(msgspec.Struct, tag="apply", array_like=True, frozen=True):
    """Call a model on an input.

    With ``differentiate``, gradients of the output's sum by its parameters come along, in the order
    of their names.
    """

    id: int
    x: Value
    differentiate: bool = False


class Step(msgspec.Struct, tag="step", array_like=True, frozen=True):
    """Give a model's parameters these gradients, in order, and let an optimizer take a step."""

    optimizer: int
    model: int
    gradients: list[Value]


class Answer(msgspec.Struct, tag="answer", array_like=True, frozen=True):
    """What a stand-in returns, with the gradients that were wanted; ``error`` where it refuses."""

    value: Value
    error: str = ""
    gradients: list[Value] = []


class Returned(msgspec.Struct, tag="returned", array_like=True, frozen=True):
    """The value of a request. ``changed`` names the arguments whose values the call changed."""

    value: Value
    weights: Value = None
    changed: list[str] = []


class Progress(msgspec.Struct, tag="progress", array_like=True, frozen=True):
    """The value of one of several calls; more follow."""

    value: Value
    weights: Value = None


class Frame(msgspec.Struct, array_like=True, frozen=True):
    """Where the student's code was: a line of the submission's text, and the function's name."""

    line: int
    function: str


class Raised(msgspec.Struct, tag="raised", array_like=True, frozen=True):
    """The request ended in an exception of the student's code.

    ``kind`` is "missing" (no such function), "load" (a statement that it needs failed) or "call";
    ``builtin`` is the nearest of Python's own exceptions that it derives from, ``errno`` an
    operating system error's number.
    """

    kind: str
    type_name: str
    message: str
    frames: list[Frame] = []
    builtin: str = ""
    errno: int = 0


class Ask(msgspec.Struct, tag="ask", array_like=True, frozen=True):
    """The student's code called a stand-in.

    ``wanted`` are the positions of arguments that require gradients.
    """

    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    wanted: list[int] = []


Request = Union[
    Start, Load, Reset, ReadDefaults, Call, MakeModel, ReadModel, PutWeights, Apply, Step, Answer
]
Reply = Union[Returned, Progress, Raised, Ask]  # noqa: UP007

_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


# ------------------------------------------------------------------------------- messages as frames


@dataclass(frozen=True)
class Packet:
    """A frame's two parts."""

    header: bytes
    body: bytes


def to_frame(message: Request | Reply, buffers: list[bytes]) -> bytes:
    """Make a frame of a message and the buffers of its arrays.

    Raises:
        WireError: it is larger than the caps.
    """
    header, size = _encoder.encode(message), sum(map(len, buffers))
    if len(header) > MAX_HEADER or size > MAX_BODY:
        raise WireError(f"a message of {len(header) + size} bytes is too large to send")
    return b"".join([_LENGTHS.pack(len(header), size), header, *buffers])


def packets(data: bytearray) -> Iterator[Packet]:
    """Take the complete frames off the front of ``data``, which grows as bytes arrive.

    Raises:
        WireError: a frame announces more than the caps; raised as soon as the lengths are there.
    """
    while len(data) >= _LENGTHS.size:
        header, body = _LENGTHS.unpack_from(data)
        if header > MAX_HEADER or body > MAX_BODY:
            raise WireError(f"a frame announces {header + body} bytes")
        end = _LENGTHS.size + header + body
        if len(data) < end:
            return
        middle = _LENGTHS.size + header
        packet = Packet(bytes(data[_LENGTHS.size : middle]), bytes(data[middle:end]))
        del data[:end]
        yield packet


def read_request(packet: Packet) -> Request:
    """Decode what the examiner sent."""
    return _requests.decode(packet.header)


def read_reply(packet: Packet) -> Reply:
    """Decode what the submission's process sent.

    Raises:
        WireError: it is no message of the declared types.
    """
    if len(packet.header) > MAX_REPLY_HEADER:
        raise WireError(f"a message of {len(packet.header)} bytes")
    try:
        return _replies.decode(packet.header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"not a message: {error}") from None


# ---------------------------------------------------------------------------------- values to bytes


class Packer:
    """Turns Python values into wire values, and keeps the buffers of their arrays.

    Args:
        put: gives a torch module or optimizer its id; without it, they do not travel.
    """

    def __init__(self, put: Callable[[Any], int] | None = None) -> None:
        self.buffers: list[bytes] = []
        self._put = put

    def pack(self, value: Any, depth: int = 0) -> Value:  # noqa: PLR0911 - one line per kind
        """Give the wire's form of a value; what it has no form for becomes Other."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if -(2**63) <= value < 2**63 else Other("int")
        if isinstance(value, (float, str)):
            return float(value) if isinstance(value, float) else str(value)
        if isinstance(value, np.generic):
            return _pack_scalar(value)
        if isinstance(value, np.ndarray):
            return self._pack_array(value, depth)
        if isinstance(value, Remote):
            return (ModelRef if isinstance(value, Model) else OptimizerRef)(
                value.id, value.type_name
            )
        if isinstance(value, NewOptimizer):
            return value
        if isinstance(value, (list, tuple)):
            if depth >= MAX_DEPTH:
                return Other(type(value).__name__)
            return Items(
                "list" if isinstance(value, list) else "tuple",
                [self.pack(v, depth + 1) for v in value],
            )
        return self._pack_torch(value)

    def _pack_array(self, array: np.ndarray, depth: int, device: str = "") -> Value:
        if (
            array.dtype.kind in "UO" and depth < MAX_DEPTH
        ):  # an array of strings is as good as a list of them
            return self.pack(array.tolist(), depth + 1)
        name = array.dtype.newbyteorder("=").name
        if name not in DTYPES:
            return Other(f"array of {name}")
        self.buffers.append(np.ascontiguousarray(array, dtype=name).tobytes())
        return Array(name, list(array.shape), device)

    def _pack_torch(self, value: Any) -> Value:
        torch = sys.modules.get("torch")  # without it there is no tensor to pack
        if torch is not None and isinstance(value, torch.Tensor):
            name = str(value.dtype).removeprefix("torch.")
            if name not in DTYPES or value.layout != torch.strided:
                return Other(f"tensor of {name}")
            try:
                array = value.detach().cpu().resolve_conj().resolve_neg().numpy()
            except NotImplementedError:  # a meta tensor has no values
                return Other(f"tensor of {name} on {value.device}")
            return self._pack_array(array, 0, str(value.device))
        if torch is not None and self._put is not None:
            if isinstance(
                value, torch.nn.Sequential
            ):  # a class of the student's own may have that name, too
                return ModelRef(self._put(value), "Sequential")
            for kind, ref in ((torch.nn.Module, ModelRef), (torch.optim.Optimizer, OptimizerRef)):
                if isinstance(value, kind):
                    name = type(value).__name__[:100]
                    return ref(
                        self._put(value), "another Sequential" if name == "Sequential" else name
                    )
        return Other(type(value).__name__[:100])


def _pack_scalar(value: np.generic) -> Value:
    """Give a NumPy scalar's Python value; item() of a long double would be itself."""
    for kind, convert in ((np.bool_, bool), (np.integer, int), (np.floating, float)):
        if isinstance(value, kind):
            return convert(value)
    return Other(f"numpy.{type(value).__name__}")


class Unpacker:
    """Turns wire values into Python values; each array takes its bytes from the front of what is
    left of the body.

    Args:
        get: what to put for a model or an optimizer.
        put_tensor: puts a tensor on the device that it belongs on; by default it stays on the CPU.

    Attributes:
        devices: on which tensors of two dimensions and more were, when they were packed.
    """

    def __init__(
        self, body: bytes, get: Callable[[Ref], Any], put_tensor: Callable[[Any], Any] | None = None
    ) -> None:
        self._body = memoryview(body)
        self._get = get
        self._put_tensor = put_tensor
        self._items = 0
        self.devices: set[str] = set()

    def unpack(self, value: Value, depth: int = 0) -> Any:
        """Give the Python value; arrays are fresh and writable.

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
        """Insist that the message used the whole body.

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
        dtype = np.dtype(value.dtype)
        size = math.prod(value.shape) * dtype.itemsize
        if size > len(self._body):
            raise WireError(f"an array of {size} bytes stands in {len(self._body)}")
        data, self._body = self._body[:size], self._body[size:]
        try:
            array = np.frombuffer(bytearray(data), dtype).reshape(value.shape)
            return self._to_torch(array, value.device) if value.device else array
        except (
            TypeError,
            ValueError,
        ) as error:  # a shape or dtype that NumPy or torch has no array for
            raise WireError(f"no array of {value.dtype} {value.shape}: {error}") from None

    def _to_torch(self, array: np.ndarray, device: str) -> Any:
        import torch

        if array.ndim > 1:  # losses and the like may come back from wherever they were collected
            self.devices.add(device)
        tensor = torch.from_numpy(array)
        return self._put_tensor(tensor) if self._put_tensor else tensor
