"""The proxy: what a check's author sees of a submission.

``student.backward(x, y, w1, w2)`` calls the student's function in the submission's process and
gives its value: plain numbers, strings, lists, tuples, arrays and tensors, rebuilt from bytes here.
A module stays there, behind a :class:`RemoteModel`. Where no value comes back,
:class:`~grader.errors.StudentError` says why.
"""

from __future__ import annotations

import builtins
import errno
import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.checks.models import RemoteModel, RemoteOptimizer, StandInModels, named
from grader.checks.transcript import Event, Transcript, name_of, seen_by, tells
from grader.errors import AuthorError, SandboxError, StudentError
from grader.language import _
from grader.results import Place, Reason, Usage
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.limits import Budget, Limits, Stopwatch, exceeded

if TYPE_CHECKING:
    from grader.sandbox.spare import Spare
    from grader.submission.source import Source

_LARGEST_QUESTION = 100_000
_CALLERS = 3
_LAYERS = frozenset({"Linear", "ReLU", "Sigmoid", "Softmax", "Tanh"})
_DEVICE_WORDS = (
    "Expected all tensors to be on the same device",
    "can't convert meta device type tensor to numpy",
)
_LIMITS = {  # by the number of the error that the kernel gives where one is reached
    errno.EAGAIN: Reason.PROCESSES,
    errno.EMFILE: Reason.OPEN_FILES,
    errno.EFBIG: Reason.FILE_SIZE,
    errno.ENOSPC: Reason.DISK,
}
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


class Student:
    """A submission's functions, as attributes.

    Each instance has a process of its own, forked when first needed; after a crash or a timeout,
    the next call gets a fresh one.

    Args:
        functions: the names that the assignment asks for.
        source: the submission's text, from which each function takes what it needs.
        fork: gives a fresh process.
        modules: other modules of the submission, name to text.
        limits: what the calls may use, all together.
        device: where tensors are put.
        answer: the reference's functions by name, which may stand in for the student's own.
        spare: keeps a process that nothing was left behind in, for the submission's next check.

    Attributes:
        called: the functions that were called, or could not be loaded.
        changed: what calls changed in place: the argument, "" where its name is not known, and the
            function.
        strayed: the functions that were given tensors on one device and returned some on another.
        seen: what came of the requests.
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
        spare: Spare | None = None,
    ) -> None:
        self._functions, self._source, self._fork, self._limits = (
            frozenset(functions),
            source,
            fork,
            limits,
        )
        self._device, self._modules = device, dict(modules or {})
        self._answer = answer or {}
        self._spare = spare
        self._child: Child | None = None
        self._start(())

    def _start(self, stand_ins: Collection[str]) -> None:
        self._stand_ins = frozenset(stand_ins)
        self._budget = Budget(self._limits.cpu_s, self._limits.wall_s)
        self._loaded: set[str] = set()
        self._failed = False
        self.called: list[str] = []
        self.changed: list[tuple[str, str]] = []
        self.strayed: list[str] = []
        self.seen = Transcript()
        self._initial: dict[int, tuple[Any, ...]] = {}  # weights of the models that were made here

    def __getattr__(self, name: str) -> RemoteFunction:
        if name not in self._functions:
            known = ", ".join(sorted(self._functions))
            raise AttributeError(
                _(
                    "{name!r} is not among the assignment's functions: {known}",
                    name=name,
                    known=known,
                )
            )
        return RemoteFunction(self, name)

    def sequential(self, *layers: tuple[Any, ...], device: str = "") -> RemoteModel:
        """Make a plain ``nn.Sequential`` in the submission's process.

        Args:
            device: "cpu" to keep it there; by default it goes where tensors are put.
            layers: each a kind with its weight and bias, ("Linear", W, b) with W of shape (out, in)
                and b of (out,), or a kind alone, ("ReLU",).
        """
        unknown = {layer[0] for layer in layers} - _LAYERS
        if unknown:
            raise AuthorError(
                _(
                    "sequential knows {layers}, not {unknown}",
                    layers=", ".join(sorted(_LAYERS)),
                    unknown=unknown,
                )
            )
        packer = wire.Packer()
        packed = [wire.Layer(kind, [packer.pack(w) for w in weights]) for kind, *weights in layers]  # type: ignore[misc]
        model = self.request(wire.MakeModel(packed, device), packer.buffers)
        if not isinstance(model, RemoteModel):
            raise odd_answer()
        self._initial[model.id] = tuple(weight for layer in layers for weight in layer[1:])
        return model

    @property
    def printed(self) -> str:
        """The beginning of what the student's code printed."""
        return self._child.printed if self._child else ""

    @property
    def spent_cpu_s(self) -> float:
        """The CPU seconds that its calls have used."""
        return self._limits.cpu_s - self._budget.cpu_s

    @property
    def place(self) -> Place | None:
        """Where the function stands that was called last: a wrong value came from it.

        None where none was called.
        """
        if not self.called:
            return None
        return self._source.pointer(self._source.definition(self.called[-1])) or Place(
            self._source.filename
        )

    @property
    def usage(self) -> Usage:
        """What its calls used, and what they might have used."""
        limits = self._limits
        return Usage(round(self.spent_cpu_s, 3), limits.cpu_s, limits.wall_s, limits.memory_bytes)

    @property
    def stand_ins(self) -> frozenset[str]:
        """The functions that the reference answers for."""
        return self._stand_ins

    @property
    def can_restart(self) -> bool:
        """Whether there is a reference to stand in."""
        return bool(self._answer)

    def restart(self, stand_ins: Collection[str]) -> None:
        """Begin anew, in a fresh process, where the reference answers for these functions."""
        self.close()
        self._start(stand_ins)

    def close(self) -> None:
        """End the process, or leave it to the submission's next check.

        Where nothing was left behind in it.
        """
        if self._child and not self._child.dead and self._spare and self._is_as_it_was():
            self._spare.keep(self._child, self._loaded, self._limits)
            self._child = None
        self.kill()

    def kill(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()

    def forget(self) -> None:
        """Begin anew in the same process, as another submission.

        For the course's own code, which is trusted.
        """
        self._start(())
        if self._child and not self._child.dead:
            self.request(wire.Reset(), [])

    def _is_as_it_was(self) -> bool:
        return (
            not self._failed
            and not self._stand_ins
            and all(map(self._source.leaves_nothing, self._loaded))
        )

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request that is not a call, and give its value."""
        known = self._initial.get(message.id, ()) if isinstance(message, wire.ReadModel) else ()
        return next(self._replies(message, buffers, _("the model"), self._budget, known))[0]

    def defaults(self, name: str) -> dict[str, Any] | None:
        """Give the defaults of a function's parameters.

        None where its signature does not tell them.
        """
        self.called.append(name)
        self._load(name)
        answer = next(self._replies(wire.ReadDefaults(name), [], name, self._budget))[0]
        return None if answer is None else named(answer)

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        times: int = 1,
        *,
        elsewhere: bool = False,
        differentiate: Sequence[int] = (),
    ) -> Iterator[Round]:
        """Call a function ``times`` times with the same arguments, and give each call's round as it
        ends.

        With ``elsewhere``, tensors are put on a device that the machine doesn't have; with
        ``differentiate``, the value comes with its gradients by these arguments.
        """
        self.called.append(name)
        self._load(name)
        packer = wire.Packer()
        watched = next(
            (value.id for value in (*args, *kwargs.values()) if isinstance(value, RemoteModel)),
            None,
        )
        message = wire.Call(
            name,
            [packer.pack(value) for value in args],
            {key: packer.pack(value) for key, value in kwargs.items()},
            times,
            watched if times > 1 else None,
            sorted(self._stand_ins - {name}),
            elsewhere,
            list(differentiate),
        )
        handed = seen_by((*args, *kwargs.values()), lambda model: self._initial.get(model.id, ()))
        for value, weights in self._replies(message, packer.buffers, name, self._budget, handed):
            yield Round(value, named(weights) if weights is not None else {})

    def _live_child(self) -> Child:
        """Give the process, a fresh one where there is none (any more)."""
        if self._child is None or self._child.dead:
            taken = self._spare.take(self._limits) if self._spare and not self._stand_ins else None
            self._child, self._loaded = taken or (self._fork(self._limits), set())
            if taken:
                self.request(wire.Reset(), [])
            elif self._device != "cpu":
                self._start_gpu()
        return self._child

    def _start_gpu(self) -> None:
        """Get the GPU ready in a fresh process. Nothing of the submission has run in it.

        A failure is not its doing.
        """
        budget = Budget(self._limits.load_cpu_s, self._limits.load_wall_s)
        try:
            next(self._replies(wire.Start(), [], "", budget))
        except StudentError as error:
            self.kill()
            words = _("{device} cannot be used: {error}", device=self._device, error=error)
            raise SandboxError(words, hint=_("is it full? --device cpu needs none")) from None

    def _load(self, name: str) -> None:
        self._live_child()
        if name in self._loaded:
            return
        budget = Budget(self._limits.load_cpu_s, self._limits.load_wall_s)
        self._loaded.add(name)
        for callable_, _weights in self._replies(
            wire.Load(name, self._text_of(name), self._modules), [], name, budget
        ):
            if callable_ is not True:
                raise StudentError(Reason.ERROR, _("{name} is not a function", name=name))

    def _text_of(self, name: str) -> str:
        """Give the statements that a function needs."""
        return self._source.slice((name,)).text

    def _replies(
        self,
        message: wire.Request,
        buffers: list[bytes],
        name: str,
        budget: Budget,
        args: tuple[Any, ...] = (),
    ) -> Iterator[tuple[Any, Any]]:
        """Send a message and give the value and the weights of each reply, until the last."""
        child = self._live_child()
        frame = wire.to_frame(message, buffers)
        replies = 0
        while True:
            try:
                packet = child.exchange(frame, budget)
            except StudentError as error:
                self._saw(Event(name_of(message), args, error.reason))
                raise
            frame = b""
            work = Stopwatch(os.getpid())
            try:
                reply = wire.read_reply(packet)
                if isinstance(reply, wire.Raised):
                    self._failed = True
                    self._saw(Event(name_of(message), args, reply))
                    raise self._error(reply, name)
                unpacker = wire.Unpacker(packet.body, self._remote)
                if isinstance(reply, wire.Ask):
                    frame = self._answered(reply, unpacker)
                    budget.spend(work.used())  # the examiner worked for it
                    continue
                value, weights = unpacker.unpack(reply.value), unpacker.unpack(reply.weights)
                unpacker.done()
            except wire.WireError as error:
                child.kill()
                raise odd_answer(str(error)) from None
            strayed = isinstance(message, wire.Call) and _strays(
                message, unpacker.devices, self._place(message)
            )
            last = isinstance(reply, wire.Returned)
            changed = reply.changed if isinstance(reply, wire.Returned) else []
            if tells(message):
                self._saw(
                    Event(name_of(message), args, value, weights, len(changed), strayed), replies
                )
            replies += 1
            self._note(name, changed, strayed=strayed)
            yield value, weights
            if last:
                return

    def _saw(self, event: Event, round_: int = 0) -> None:
        self.seen.add(event, round_)

    def _note(self, name: str, changed: list[str], *, strayed: bool) -> None:
        """Keep what a call did beside returning something."""
        if strayed:
            self.strayed.append(name)
        # The names come from there: only those that stand in the student's text are shown.
        known = [
            argument
            for argument in changed
            if argument.isidentifier() and argument in self._source.text
        ]
        self.changed += [(argument, name) for argument in known or [""] * min(len(changed), 1)]

    def _answered(self, ask: wire.Ask, unpacker: wire.Unpacker) -> bytes:
        """Answer a stand-in's question with the reference."""
        packer, models = wire.Packer(), StandInModels()
        if ask.function not in self._stand_ins:
            raise wire.WireError("a question to no stand-in")
        if len(set(ask.wanted)) < len(ask.wanted):  # each gradient is as large as its argument
            raise wire.WireError("a gradient is wanted twice")
        args = [models.twin(unpacker.unpack(value)) for value in ask.args]
        kwargs = {key: models.twin(unpacker.unpack(value)) for key, value in ask.kwargs.items()}
        try:
            if not all(map(_answerable, (*args, *kwargs.values()))):
                raise ValueError(_("too large, or no number and no array"))  # noqa: TRY301 - said to the caller
            for index in ask.wanted:
                args[index].requires_grad_()
            value = self._answer[ask.function](*args, **kwargs)
            packed = packer.pack(models.described(value))
            gradients = [
                packer.pack(gradient)
                for gradient in _gradients(value, [args[index] for index in ask.wanted])
            ]
            answer = wire.Answer(packed, gradients=gradients)
        except Exception as error:  # noqa: BLE001 - the reference was called with whatever the student passed
            answer = wire.Answer(
                None,
                _(
                    "{function} was called with arguments that it cannot take ({error})",
                    function=ask.function,
                    error=error,
                ),
            )
        return wire.to_frame(answer, packer.buffers)

    def _place(self, call: wire.Call) -> str:
        """Say on which device a call's tensors were.

        Of several GPUs, the submission sees only the run's.
        """
        return "meta" if call.elsewhere else "cpu" if self._device == "cpu" else "cuda:0"

    def _remote(self, ref: wire.Ref) -> RemoteModel | RemoteOptimizer:
        if isinstance(ref, wire.NewOptimizer):
            raise wire.WireError("an optimizer to be made here")
        return (RemoteModel if isinstance(ref, wire.ModelRef) else RemoteOptimizer)(
            ref.id, ref.type_name, self
        )

    def _error(self, raised: wire.Raised, name: str) -> StudentError:
        if raised.kind == "missing":
            return StudentError(Reason.MISSING, self._source.missing(name))
        where, called_in = self._places(raised)
        place = self._source.pointer(raised.frames[-1].line) if raised.frames else None
        reason, words = self._complaint(raised, where)
        known = (
            raised.type_name
            if hasattr(builtins, raised.type_name)
            else _("an exception of its own")
        )
        error = f"{raised.type_name}: {raised.message}"
        return StudentError(
            reason,
            words.format(name=name, error=error, where=where) + called_in,
            raised.builtin,
            guarded=words.format(
                name=name, error=known, where=""
            ),  # the code could choose the line, too
            place=place,
        )

    def _complaint(self, raised: wire.Raised, where: str) -> tuple[Reason, str]:
        """Give why a call ended by an exception, and the words for it, with places for name.

        Error and where.
        """
        if raised.type_name == "AutogradIsOffError":
            words = _(
                "{name} asks autograd for a gradient, which is switched off here: derive it by hand{where}"
            )
            return Reason.ERROR, words
        if (
            raised.type_name == "NotImplementedError" and "NotImplementedError" in where
        ):  # else torch raised it
            return Reason.MISSING, _(
                "{name} is not written yet: it raises NotImplementedError{where}"
            )
        if reason := _LIMITS.get(raised.errno):
            return reason, _("{name}: {limit}{where}").replace(
                "{limit}", exceeded(reason, self._limits)
            )
        memory = raised.type_name == "MemoryError" or any(
            words in raised.message for words in _MEMORY_WORDS
        )
        words = _("{name}: raises {error}{where}")
        if raised.kind == "load":
            words = _("{name}: a statement that it needs raises {error}{where}")
        return Reason.MEMORY if memory else Reason.ERROR, words

    def _places(self, raised: wire.Raised) -> tuple[str, str]:
        """Say where the student's code raised, and where it was called by the student's own."""
        *callers, last = [frame.line for frame in raised.frames] or [0]
        place = self._source.place(last)
        if not place:
            return "", ""
        spots = [
            self._source.spot(line)
            for line in dict.fromkeys(reversed(callers))
            if self._source.place(line)
        ]
        called_in = _("; called in {spots}", spots=_(", ").join(spots[:_CALLERS])) if spots else ""
        return _(" ({place})", place=place), called_in


@dataclass(frozen=True)
class RemoteFunction:
    """A function of the submission: call it."""

    student: Student
    name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it once and give its value."""
        return next(self.student.call(self.name, args, kwargs)).value

    def rounds(self, times: int, *args: Any, **kwargs: Any) -> Iterator[Round]:
        """Call it ``times`` times with the same arguments; the weights of the model among them come
        with each round.

        Leaving the loop early ends the submission's process, which runs ahead.
        """
        finished = False
        try:
            yield from self.student.call(self.name, args, kwargs, times)
            finished = True
        finally:
            if not finished:
                self.student.kill()

    def defaults(self) -> dict[str, Any] | None:
        """Give the defaults of its parameters.

        None where its signature does not tell them, as of ``(*args)``.
        """
        return self.student.defaults(self.name)

    def with_gradients(self, *args: Any, by: Sequence[int]) -> tuple[Any, list[Any]]:
        """Call it and give its value, a number, with autograd's gradients of it by the arguments at
        these positions.

        A gradient is None where the value does not depend on the argument by any way that autograd
        followed.
        """
        answer = next(self.student.call(self.name, args, {}, differentiate=by)).value
        value, gradients = (
            answer if isinstance(answer, tuple) and len(answer) == 2 else (None, None)
        )
        if not isinstance(gradients, list) or len(gradients) != len(by):
            raise odd_answer()
        return value, gradients

    def raises(self, *args: Any, **kwargs: Any) -> str:
        """Call it and give the type of the exception that it raises.

        Python's own that it derives from; "" for none.
        """
        try:
            self(*args, **kwargs)
        except StudentError as error:
            return error.type_name
        return ""

    def strays(self, *args: Any, **kwargs: Any) -> str | None:
        """Say how it leaves the device of the tensors that it is given, one that this machine does
        not have.

        None where it stays there, or where it cannot be told.
        """
        before = len(self.student.strayed)
        try:
            next(self.student.call(self.name, args, kwargs, elsewhere=True))
        except StudentError as error:
            complaint = any(words in error.message for words in _DEVICE_WORDS)
            words = _(
                "uses tensors of several devices, or NumPy on a tensor that is not on the CPU"
            )
            return words if complaint else None
        strayed = len(self.student.strayed) > before
        del self.student.strayed[before:]
        return _("does not return its result on the device of its inputs") if strayed else None


def _gradients(value: Any, leaves: list[Any]) -> list[Any]:
    """Differentiate what the reference answered by the arguments that require it.

    Nothing where that can't be.
    """
    if not leaves or not getattr(value, "requires_grad", False) or value.dim():
        return []
    import torch

    return list(torch.autograd.grad(value, leaves))


def _strays(call: wire.Call, devices: set[str], place: str) -> bool:
    """Tell whether a call that was given tensors on one device returned some on another."""
    given = any(
        isinstance(value, wire.Array) and value.device
        for value in (*call.args, *call.kwargs.values())
    )
    return given and bool(devices - {place})


def _answerable(value: Any) -> bool:
    """Tell whether the reference may be asked about a value.

    The examiner works for it without a limit of its own.
    """
    if isinstance(value, (bool, float, str)) or value is None or hasattr(value, "parameters"):
        return True
    if isinstance(value, int):
        return abs(value) <= _LARGEST_QUESTION
    return hasattr(value, "dtype") and math.prod(value.shape) <= _LARGEST_QUESTION


# Names of the proxy itself, which no graded function can have.
RESERVED = frozenset(dir(Student)) | {"called", "changed", "strayed", "seen"}
