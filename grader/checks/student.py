"""The proxy: what a check's author sees of a submission.

``student.backward(x, y, w1, w2)`` calls the student's function in the submission's process and
returns its value: plain numbers, strings, lists, tuples, arrays and tensors, rebuilt from bytes
here. A module stays there, behind a :class:`~grader.checks.models.RemoteModel`. Where no value
comes back, :class:`~grader.errors.StudentError` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.checks.connection import Connection
from grader.checks.models import RemoteModel, named
from grader.checks.transcript import Transcript
from grader.errors import AuthorError, StudentError
from grader.language import _
from grader.results import Place, Reason, Usage
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.limits import Limits
from grader.submission.source import plain_imports

if TYPE_CHECKING:
    from grader.checks.stand_ins import StandIns
    from grader.sandbox.libraries import Libraries
    from grader.sandbox.spare import Spare
    from grader.submission.source import Source

_LAYERS = frozenset({"Linear", "ReLU", "Sigmoid", "Softmax", "Tanh"})
_DEVICE_MESSAGES = (
    "Expected all tensors to be on the same device",
    "can't convert meta device type tensor to numpy",
)


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
        fork: returns a fresh process.
        limits: what the calls may use, all together.
        device: where tensors are put.
        beside: the submission's other files, path to bytes.
        reference: answers for the student's own functions, where a check asks for that.
        spare: keeps a process that nothing was left behind in, for the submission's next check.
        libraries: those that the submission may import; None for all.

    Attributes:
        called: the functions that were called, or could not be loaded.
    """

    def __init__(
        self,
        functions: Collection[str],
        source: Source,
        fork: Callable[[Limits], Child],
        limits: Limits,
        device: str = "cpu",
        beside: Mapping[str, bytes] | None = None,
        reference: StandIns | None = None,
        spare: Spare | None = None,
        libraries: Libraries | None = None,
    ) -> None:
        self.called: list[str] = []
        self._functions = frozenset(functions)
        self._source = source
        self._fork = fork
        self._limits = limits
        self._device = device
        self._beside = beside or {}
        self._reference = reference
        self._spare = spare
        self._libraries = libraries
        self._stand_ins: frozenset[str] = frozenset()
        self._kind: wire.Kind = "own"
        self._connection = self._connect()

    def _connect(self) -> Connection:
        return Connection(
            self,
            self._source,
            self._text_of,
            self._beside,
            self._fork,
            self._limits,
            self._device,
            self._spare,
            self._reference,
            self._stand_ins,
            kind=self._kind,
        )

    def _text_of(self, name: str) -> str:
        """Return the statements that a function needs.

        Raises:
            StudentError: they import a library that is not for this homework.
        """
        text = self._source.needed_by(name).text
        # A whole file imports what the function does without: each import is refused by itself.
        if self._libraries is not None and not self._source.whole:
            self._require_imports(name, text, self._libraries)
        return text

    def _require_imports(self, name: str, text: str, libraries: Libraries) -> None:
        own = {file.partition("/")[0].removesuffix(".py") for file in self._beside}
        foreign = [
            (module, line)
            for module, line in plain_imports(text)
            if module in libraries.refused and module not in own
        ]
        if not foreign:
            return

        module, line = foreign[0]
        message = _(
            "{name}: this homework may import {libraries} and Python's own modules, not {module} "
            "({spot})",
            name=name,
            libraries=_(", ").join(libraries.allowed),
            module=module,
            spot=self._source.spot(line),
        )
        raise StudentError(Reason.ERROR, message, place=self._source.pointer(line))

    # ------------------------------------------------------------------------ what a check calls

    def __getattr__(self, name: str) -> RemoteFunction:
        if name not in self._functions:
            known = _(", ").join(sorted(self._functions))
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
            layers: each a kind with its weight and bias, ("Linear", W, b) with W of shape (out, in)
                and b of (out,), or a kind alone, ("ReLU",).
            device: "cpu" to keep it there; by default it goes where tensors are put.
        """
        unknown = {layer[0] for layer in layers} - _LAYERS
        if unknown:
            raise AuthorError(
                _(
                    "sequential knows {layers}, not {unknown}",
                    layers=_(", ").join(sorted(_LAYERS)),
                    unknown=unknown,
                )
            )
        packer = wire.Packer()
        weights = [weight for layer in layers for weight in layer[1:]]
        packed = []
        for kind, *arrays in layers:
            packed.append(wire.Layer(kind, [packer.pack(array) for array in arrays]))  # type: ignore[misc]
        model = self.request(wire.MakeModel(packed, device), packer.buffers)
        if not isinstance(model, RemoteModel):
            raise odd_answer()
        self._connection.initial[model.id] = tuple(weights)
        return model

    # ---------------------------------------------------------------------- what the judge reads

    @property
    def changed(self) -> list[tuple[str, str]]:
        """What calls changed in place: the argument and the function.

        The argument is "" where its name is not known.
        """
        return self._connection.changed

    @property
    def strayed(self) -> list[str]:
        """The functions that were given tensors on one device and returned some on another."""
        return self._connection.strayed

    @property
    def seen(self) -> Transcript:
        """The requests, and what came of them."""
        return self._connection.seen

    @property
    def printed(self) -> str:
        """The beginning of what the student's code printed."""
        child = self._connection.child
        return child.printed if child else ""

    @property
    def spent_cpu_s(self) -> float:
        """The CPU seconds that its calls have used."""
        return self._limits.cpu_s - self._connection.budget.cpu_s

    @property
    def usage(self) -> Usage:
        """What its calls used, and what they were allowed."""
        limits = self._limits
        return Usage(round(self.spent_cpu_s, 3), limits.cpu_s, limits.wall_s, limits.memory_bytes)

    @property
    def place(self) -> Place | None:
        """Where the function is that was called last: a wrong value came from it.

        None where none was called.
        """
        if not self.called:
            return None
        definition = self._source.definition(self.called[-1])
        return self._source.pointer(definition) or Place(self._source.filename)

    @property
    def stand_ins(self) -> frozenset[str]:
        """The functions that the reference answers for."""
        return self._stand_ins

    @property
    def can_restart(self) -> bool:
        """Whether there is a reference to stand in."""
        return self._reference is not None

    # -------------------------------------------------------------------------------- the process

    def restart(self, stand_ins: Collection[str], kind: wire.Kind = "own") -> None:
        """Start again in a fresh process, where the reference answers for these functions.

        Args:
            kind: of the answers: as of what the submission's own functions return, a list for a
                list; as the reference returns them; or plain lists and numbers.
        """
        self.close()
        known = self._reference.functions if self._reference else {}
        self._stand_ins = frozenset(stand_ins) & known.keys()
        self._kind = kind
        self.called = []
        self._connection = self._connect()

    def forget(self) -> None:
        """Start again in the same process, as another submission.

        For the course's own code, which is trusted.
        """
        earlier = self._connection
        self._stand_ins = frozenset()
        self.called = []
        self._connection = self._connect()
        self._connection.take_over(earlier)

    def close(self) -> None:
        """End the process, or leave it to the next check if nothing was left behind in it."""
        self._connection.close()

    def kill(self) -> None:
        """End the process."""
        self._connection.kill()

    # ------------------------------------------------------------------------------------ requests

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request that is not a call, and return its value."""
        return self._connection.request(message, buffers)

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the names of a function's parameters, as the text shows them."""
        return self._source.parameters(name)

    def defaults(self, name: str) -> dict[str, object] | None:
        """Return the defaults of a function's parameters, as the text shows them.

        See :meth:`grader.submission.source.Source.defaults`.
        """
        self.called.append(name)
        return self._source.defaults(name)

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
        """Call a function ``times`` times with the same arguments, and yield each call's round.

        Args:
            elsewhere: put tensors on a device that the machine doesn't have.
            differentiate: positions of arguments: the value comes with its gradients by these.
        """
        self.called.append(name)
        replies = self._connection.call(
            name, args, kwargs, times, elsewhere=elsewhere, differentiate=differentiate
        )
        for value, weights in replies:
            yield Round(value, named(weights) if weights is not None else {})


@dataclass(frozen=True)
class RemoteFunction:
    """A function of the submission: call it."""

    student: Student
    name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it once and return its value."""
        return next(self.student.call(self.name, args, kwargs)).value

    def rounds(self, times: int, *args: Any, **kwargs: Any) -> Iterator[Round]:
        """Call it ``times`` times with the same arguments, and yield each call's round.

        A round holds the weights of the model among the arguments. Leaving the loop early ends the
        submission's process, which runs ahead.
        """
        finished = False
        try:
            yield from self.student.call(self.name, args, kwargs, times)
            finished = True
        finally:
            if not finished:
                self.student.kill()

    def defaults(self) -> dict[str, object] | None:
        """Return the defaults of its parameters, as the submission's text shows them.

        ``...`` stands for what is not a plain value. None where the text does not show them, as
        ``(*args)`` does not.
        """
        return self.student.defaults(self.name)

    def with_gradients(self, *args: Any, by: Sequence[int]) -> tuple[Any, list[Any]]:
        """Call it and return its value, a number, with autograd's gradients of it.

        A gradient is None where autograd found no way from the argument to the value.

        Args:
            by: positions of the arguments to differentiate by.
        """
        answer = next(self.student.call(self.name, args, {}, differentiate=by)).value
        if not isinstance(answer, tuple) or len(answer) != 2:  # noqa: PLR2004 - value, gradients
            raise odd_answer()
        value, gradients = answer
        if not isinstance(gradients, list) or len(gradients) != len(by):
            raise odd_answer()
        return value, gradients

    def raises(self, *args: Any, **kwargs: Any) -> str:
        """Call it and return the type of the exception that it raises, "" for none.

        Of one of its own, that of Python's that it derives from.
        """
        try:
            self(*args, **kwargs)
        except StudentError as error:
            return error.type_name
        return ""

    def elsewhere(self, *args: Any, **kwargs: Any) -> tuple[Any, str]:
        """Call it with tensors on a device that this machine doesn't have.

        Returns:
            its value, to be compared with the right one: on which device it was is only what the
            submission's process says; and how it left the device, "" where it did not.

        Raises:
            StudentError: it fails there for another reason.
        """
        before = len(self.student.strayed)
        try:
            value = next(self.student.call(self.name, args, kwargs, elsewhere=True)).value
        except StudentError as error:
            if not any(message in error.message for message in _DEVICE_MESSAGES):
                raise
            return None, _(
                "uses tensors of several devices, or NumPy on a tensor that is not on the CPU"
            )

        strayed = len(self.student.strayed) > before
        del self.student.strayed[before:]
        return value, _("does not return its result on the device of its inputs") if strayed else ""


# Names of the proxy itself, which no graded function can have.
RESERVED = frozenset(dir(Student)) | {"called"}
