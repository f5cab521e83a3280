"""What passes between the examiner and the submission's process, as declared types.

::

    examiner                                               submission's process
       Start, Load, Call, MakeModel, Apply, Step, …   ──▶
                                                      ◀──  Progress*, Ask*, then Returned or Raised
       Answer                                         ──▶  (to an Ask)

Plain values are sent as they are. A Python value that the wire has no form for becomes
:class:`Other`, which only names its type: enough for a message, too little to fool a comparison.
"""

from __future__ import annotations

import signal
from typing import Literal

import msgspec

DTYPES = frozenset(
    {
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    }
)


# Asks the process where its code is; the answer is text, among all that it prints.
WHERE: int = getattr(signal, "SIGUSR1", 0)  # Windows has none
NUMBERS = "numbers at this moment:"


class WireError(Exception):
    """Bytes that are no frame, a frame that is no message, or a value too large to send."""


# ------------------------------------------------------------------------------------------ values


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
Plain = None | bool | int | float | str
Value = Plain | Items | Array | ModelRef | OptimizerRef | NewOptimizer | Other


# ---------------------------------------------------------------------------------------- messages


class Start(msgspec.Struct, tag="start", array_like=True, frozen=True):
    """Get the GPU ready, before any of the submission is loaded; the value is its free bytes."""


class Load(msgspec.Struct, tag="load", array_like=True, frozen=True):
    """Run these statements (a slice of the submission, blank elsewhere) that define ``function``.

    ``files`` are those that lie beside it, path to bytes. With ``jupyter``, code has what Jupyter
    gives each cell without an import.
    """

    function: str
    text: str
    files: dict[str, bytes] = {}
    jupyter: bool = False


class Reset(msgspec.Struct, tag="reset", array_like=True, frozen=True):
    """Forget what was made, and draw the same random numbers as at the start.

    It is sent before another request, and has no answer.
    """


class Renew(msgspec.Struct, tag="renew", array_like=True, frozen=True):
    """Become as new, where no process can be forked for each use.

    Attributes:
        filename: of the submission, in tracebacks.
    """

    filename: str


class Mark(msgspec.Struct, tag="mark", array_like=True, frozen=True):
    """Print a token, behind all that was printed before; it is the value, too."""

    token: str


# What a stand-in returns: a value of the kind that the student's own function returns (a list for a
# list), as the reference returns it, or plain lists and numbers.
Kind = Literal["own", "reference", "plain"]


class Call(msgspec.Struct, tag="call", array_like=True, frozen=True):
    """Call a function of the submission ``times`` times.

    After each call but the last, a Progress brings its value. ``watch`` names a model whose weights
    come along with every value. ``stand_ins`` are functions that the examiner answers for, and
    ``kind`` says which kind of values they return. ``elsewhere`` puts the tensors on a device that
    the machine doesn't have. ``differentiate`` names arguments: their gradients,
    by autograd, come back with the value. ``shared`` is the size of the memory that holds the
    arrays; 0 where the body holds them. Its descriptor comes along, or ``file`` is its path.
    """

    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    times: int = 1
    watch: int | None = None
    stand_ins: list[str] = []
    elsewhere: bool = False
    differentiate: list[int] = []
    kind: Kind = "own"
    shared: int = 0
    file: str = ""


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
    """The value of a request."""

    value: Value
    weights: Value = None


class Progress(msgspec.Struct, tag="progress", array_like=True, frozen=True):
    """The value of one of several calls; more follow."""

    value: Value
    weights: Value = None


class Frame(msgspec.Struct, array_like=True, frozen=True):
    """Where the student's code was: a line of the submission's text, and the function's name."""

    line: int
    function: str


class Shape(msgspec.Struct, array_like=True, frozen=True):
    """The shape of an array or tensor that the line of an exception names."""

    name: str
    lengths: list[int]


class Raised(msgspec.Struct, tag="raised", array_like=True, frozen=True):
    """The request ended in an exception of the student's code.

    ``kind`` is "missing" (no such function), "load" (a statement that it needs failed) or "call";
    ``builtin`` is the nearest of Python's own exceptions that it derives from, ``errno`` an
    operating system error's number, ``installed`` the libraries that are there where a module is
    not, ``shapes`` those of what the line computes with where shapes may be the reason.
    """

    kind: str
    type_name: str
    message: str
    frames: list[Frame] = []
    builtin: str = ""
    errno: int = 0
    installed: list[str] = []
    shapes: list[Shape] = []


class Ask(msgspec.Struct, tag="ask", array_like=True, frozen=True):
    """The student's code called a stand-in.

    ``wanted`` are the positions of arguments that require gradients.
    """

    function: str
    args: list[Value]
    kwargs: dict[str, Value]
    wanted: list[int] = []


OfModel = ReadModel | PutWeights | Apply | Step
Request = Start | Load | Reset | Renew | Mark | Call | MakeModel | OfModel | Answer
Reply = Returned | Progress | Raised | Ask
