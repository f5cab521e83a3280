"""The proxy: what a check's author sees of a submission.

``student.backward(x, y, w1, w2)`` calls the student's function in the submission's process and gives its value: plain
numbers, strings, lists, tuples, arrays and tensors, rebuilt from bytes here. A module stays there, behind a
:class:`RemoteModel`. Where no value comes back, :class:`~grader.errors.StudentError` says why.
"""

from __future__ import annotations

import builtins
import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.errors import AuthorError, StudentError
from grader.language import _
from grader.results import Reason
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.limits import Budget, Limits

if TYPE_CHECKING:
    from grader.source import Source

_LARGEST_QUESTION = 100_000
_LAYERS = frozenset({"Linear", "ReLU", "Sigmoid", "Softmax", "Tanh"})
_MEMORY_WORDS = ("can't allocate memory", "not enough memory", "out of memory", "std::bad_alloc")


@dataclass(frozen=True)
class Round:
    """One of several calls of a training function.

    Attributes:
        value: what the call returned, for example its losses.
        weights: the model's parameters after it, by name.
    """

    value: Any
    weights: Mapping[str, Any]


@dataclass(frozen=True)
class RemoteModel(wire.Model):
    """A module in the submission's process."""

    student: Student = field(repr=False, compare=False)

    def __call__(self, x: Any) -> Any:
        """Call it on an input, without gradients."""
        packer = wire.Packer()
        return self.student.request(wire.Apply(self.id, packer.pack(x)), packer.buffers)

    def modules(self) -> list[tuple[str, str]]:
        """Give (name, type name) of the module itself and each module within, in order."""
        return [(str(name), str(kind)) for name, kind in _pairs(self._description()[0])]

    def weights(self) -> dict[str, Any]:
        """Give its parameters by name, as tensors on the CPU."""
        return _named(self._description()[1])

    def _description(self) -> list[Any]:
        answer = self.student.request(wire.ReadModel(self.id), [])
        if not isinstance(answer, list) or len(answer) != 2:  # noqa: PLR2004 - modules and weights
            raise odd_answer()
        return answer


class Student:
    """A submission's functions, as attributes.

    Each instance has a process of its own, forked when first needed; after a crash or a timeout, the next call gets a
    fresh one.

    Args:
        functions: the names that the assignment asks for.
        source: the submission's text, from which each function takes what it needs.
        fork: gives a fresh process.
        modules: other modules of the submission, name to text.
        limits: what the calls may use, all together.
        device: where tensors are put.
        answer: the reference's functions by name, which may stand in for the student's own.

    Attributes:
        called: the functions that were called.
        changed: the arguments that calls changed in place, as "w1 of sgd_step".
    """

    def __init__(
        self,
        functions: Collection[str],
        source: Source,
        fork: Callable[[Limits], Child],
        limits: Limits,
        device: str = "cpu",
        modules: Mapping[str, str] | None = None,
        answer: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self._functions, self._source, self._fork, self._limits = frozenset(functions), source, fork, limits
        self._device, self._modules = device, dict(modules or {})
        self._answer = answer or {}
        self._child: Child | None = None
        self._start(())

    def _start(self, stand_ins: Collection[str]) -> None:
        self._stand_ins = frozenset(stand_ins)
        self._budget = Budget(self._limits.cpu_s, self._limits.wall_s)
        self._loaded: set[str] = set()
        self.called: list[str] = []
        self.changed: list[str] = []

    def __getattr__(self, name: str) -> RemoteFunction:
        if name not in self._functions:
            known = ", ".join(sorted(self._functions))
            words = _("{name!r} is not among the assignment's functions: {known}")
            raise AttributeError(words.format(name=name, known=known))
        return RemoteFunction(self, name)

    def sequential(self, *layers: tuple[Any, ...]) -> RemoteModel:
        """Make a plain ``nn.Sequential`` in the submission's process.

        Args:
            layers: each a kind with its weight and bias, ("Linear", W, b) with W of shape (out, in) and b of (out,),
                or a kind alone, ("ReLU",).
        """
        unknown = {layer[0] for layer in layers} - _LAYERS
        if unknown:
            words = _("sequential knows {layers}, not {unknown}")
            raise AuthorError(words.format(layers=", ".join(sorted(_LAYERS)), unknown=unknown))
        packer = wire.Packer()
        packed = [wire.Layer(kind, [packer.pack(w) for w in weights]) for kind, *weights in layers]  # type: ignore[misc]
        model = self.request(wire.MakeModel(packed, self._device), packer.buffers)
        if not isinstance(model, RemoteModel):
            raise odd_answer()
        return model

    @property
    def printed(self) -> str:
        """The beginning of what the student's code printed."""
        return self._child.printed if self._child else ""

    @property
    def can_restart(self) -> bool:
        """Whether there is a reference to stand in."""
        return bool(self._answer)

    def restart(self, stand_ins: Collection[str]) -> None:
        """Begin anew, in a fresh process, where the reference answers for these functions."""
        self.close()
        self._start(stand_ins)

    def close(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request that is not a call, and give its value."""
        return next(self._replies(message, buffers, _("the model"), self._budget))[0]

    def call(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], times: int = 1) -> Iterator[Round]:
        """Call a function ``times`` times with the same arguments, and give each call's round as it ends."""
        self._load(name)
        self.called.append(name)
        packer = wire.Packer()
        watched = next((value.id for value in (*args, *kwargs.values()) if isinstance(value, RemoteModel)), None)
        message = wire.Call(
            name,
            [packer.pack(value) for value in args],
            {key: packer.pack(value) for key, value in kwargs.items()},
            times,
            watched if times > 1 else None,
            sorted(self._stand_ins - {name}),
        )
        for value, weights in self._replies(message, packer.buffers, name, self._budget):
            yield Round(value, _named(weights) if weights is not None else {})

    def _live_child(self) -> Child:
        """Give the process, a fresh one where there is none (any more)."""
        if self._child is None or self._child.dead:
            self._child, self._loaded = self._fork(self._limits), set()
        return self._child

    def _load(self, name: str) -> None:
        self._live_child()
        if name in self._loaded:
            return
        sliced = self._source.slice((name,))
        budget = Budget(self._limits.load_cpu_s, self._limits.load_wall_s)
        self._loaded.add(name)
        for callable_, _weights in self._replies(wire.Load(name, sliced.text, self._modules), [], name, budget):
            if callable_ is not True:
                raise StudentError(Reason.ERROR, _("{name} is not a function").format(name=name))

    def _replies(
        self, message: wire.Request, buffers: list[bytes], name: str, budget: Budget
    ) -> Iterator[tuple[Any, Any]]:
        """Send a message and give the value and the weights of each reply, until the last."""
        child = self._live_child()
        frame = wire.to_frame(message, buffers)
        while True:
            packet = child.exchange(frame, budget)
            frame = b""
            try:
                reply = wire.read_reply(packet)
                if isinstance(reply, wire.Raised):
                    raise self._error(reply, name)
                unpacker = wire.Unpacker(packet.body, lambda ref: RemoteModel(ref.id, ref.type_name, self))
                if isinstance(reply, wire.Ask):
                    frame = self._answered(reply, unpacker)
                    continue
                value, weights = unpacker.unpack(reply.value), unpacker.unpack(reply.weights)
                unpacker.done()
            except wire.WireError as error:
                child.kill()
                raise odd_answer(str(error)) from None
            if isinstance(reply, wire.Returned):
                # The names come from there: only those that stand in the student's text are shown.
                known = [a for a in reply.changed if a.isidentifier() and a in self._source.text]
                words = _("{argument} of {function}") if known else _("an argument of {function}")
                changed = known or reply.changed[:1]
                self.changed += [words.format(argument=argument, function=name) for argument in changed]
                yield value, weights
                return
            yield value, weights

    def _answered(self, ask: wire.Ask, unpacker: wire.Unpacker) -> bytes:
        """Answer a stand-in's question with the reference."""
        packer = wire.Packer()
        if ask.function not in self._stand_ins:
            raise wire.WireError("a question to no stand-in")
        args = [unpacker.unpack(value) for value in ask.args]
        kwargs = {key: unpacker.unpack(value) for key, value in ask.kwargs.items()}
        start = time.monotonic()
        try:
            if not all(map(_answerable, (*args, *kwargs.values()))):
                raise ValueError(_("too large, or no number and no array"))  # noqa: TRY301 - said to the caller
            answer = wire.Answer(packer.pack(self._answer[ask.function](*args, **kwargs)))
        except Exception as error:  # noqa: BLE001 - the reference was called with whatever the student passed
            words = _("{function} was called with arguments that it cannot take ({error})")
            answer = wire.Answer(None, words.format(function=ask.function, error=error))
        self._budget.wall_s -= time.monotonic() - start
        self._budget.cpu_s -= time.monotonic() - start
        return wire.to_frame(answer, packer.buffers)

    def _error(self, raised: wire.Raised, name: str) -> StudentError:
        if raised.kind == "missing":
            return StudentError(Reason.MISSING, self._source.missing(name))
        places = [self._source.place(frame.line) for frame in raised.frames[-1:]]
        where = _(" ({place})").format(place=places[0]) if places and places[0] else ""
        if raised.type_name == "NotImplementedError":
            words = _("{name} is not written yet: it raises NotImplementedError{where}")
            return StudentError(Reason.MISSING, words.format(name=name, where=where), raised.type_name)
        memory = raised.type_name == "MemoryError" or any(words in raised.message for words in _MEMORY_WORDS)
        known = raised.type_name if hasattr(builtins, raised.type_name) else _("an exception of its own")
        load = raised.kind == "load"
        words = (
            _("{name}: a statement that it needs raises {error}{where}") if load else _("{name}: raises {error}{where}")
        )
        return StudentError(
            Reason.MEMORY if memory else Reason.ERROR,
            words.format(name=name, error=f"{raised.type_name}: {raised.message}", where=where),
            raised.type_name,
            guarded=words.format(name=name, error=known, where=where),
        )


@dataclass(frozen=True)
class RemoteFunction:
    """A function of the submission: call it."""

    student: Student
    name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it once and give its value."""
        return next(self.student.call(self.name, args, kwargs)).value

    def rounds(self, times: int, *args: Any, **kwargs: Any) -> Iterator[Round]:
        """Call it ``times`` times with the same arguments; the weights of the model among them come with each round.

        Leaving the loop early ends the submission's process, which runs ahead.
        """
        rounds = self.student.call(self.name, args, kwargs, times)
        try:
            yield from rounds
        finally:
            self.student.close()


def _answerable(value: Any) -> bool:
    """Tell whether the reference may be asked about a value: the examiner works for it without a limit of its own."""
    if isinstance(value, (bool, float)) or value is None:
        return True
    if isinstance(value, int):
        return abs(value) <= _LARGEST_QUESTION
    return hasattr(value, "dtype") and math.prod(value.shape) <= _LARGEST_QUESTION


def _named(pairs: Any) -> dict[str, Any]:
    return {str(name): value for name, value in _pairs(pairs)}


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if not isinstance(value, list) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):  # noqa: PLR2004
        raise odd_answer()
    return value


# Names of the proxy itself, which no graded function can have.
RESERVED = frozenset(dir(Student)) | {"called", "changed"}
