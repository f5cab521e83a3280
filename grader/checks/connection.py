"""The connection of a check to the submission's process.

::

    Student ──request──▶ Connection ──frame──▶ child, forked when first needed
            ◀──value───             ◀──frame──
                              │
                              └─ answers the questions of stand-ins, keeps a transcript
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.checks.failures import student_error
from grader.checks.models import RemoteModel, RemoteOptimizer, Requester
from grader.checks.stand_ins import MOST_ANSWERS, MOST_BYTES
from grader.checks.transcript import Event, Transcript, name_of, seen_by, tells
from grader.checks.whereabouts import located
from grader.errors import DeviceError, StudentError
from grader.language import _
from grader.results import Reason
from grader.sandbox.child import Child, odd_answer
from grader.sandbox.limits import Budget, Limits
from grader.sandbox.shared_arrays import SharedArrays

if TYPE_CHECKING:
    from grader.checks.stand_ins import StandIns
    from grader.sandbox.spare import Spare
    from grader.submission.source import Source


# Of all replies to one request; a single one may be half as large.
_MOST_BYTES = 256 << 20
# A GPU with less free memory is full: the next tensor would not fit, whoever's it is.
_LEAST_FREE_BYTES = 256 << 20
# They leave nothing in a process whose functions do not: unlike a lack of memory, for example.
_ORDINARY = frozenset(
    {"AssertionError", "AttributeError", "IndexError", "KeyError", "NameError"}
    | {"NotImplementedError", "RuntimeError", "TypeError", "UnboundLocalError", "ValueError"}
    | {"ZeroDivisionError"}
)


class Connection:
    """Sends requests to one process at a time; after a crash, the next request gets a fresh one.

    Args:
        owner: whom models and optimizers send their requests through.
        source: the submission's text.
        text_of: returns the statements that a function needs.
        beside: the submission's other files, path to bytes.
        fork: returns a fresh process.
        limits: what the calls may use, all together.
        device: where tensors are put.
        spare: keeps a process that nothing was left behind in, for the submission's next check.
        reference: answers for some of the submission's functions; None where it may not.
        stand_ins: the names of these functions.
        kind: of what these return.

    Attributes:
        budget: what of the limits is left.
        child: the process; None where none was needed yet.
        loaded: the functions that are loaded in it.
        initial: the weights of the models that were made from here, by the model's id.
        changed: what calls changed in place: the argument, "" where its name is not known, and the
            function.
        strayed: the functions that were given tensors on one device and returned some on another.
        seen: the requests, and what came of them.
    """

    def __init__(
        self,
        owner: Requester,
        source: Source,
        text_of: Callable[[str], str],
        beside: Mapping[str, bytes],
        fork: Callable[[Limits], Child],
        limits: Limits,
        device: str,
        spare: Spare | None,
        reference: StandIns | None,
        stand_ins: Collection[str],
        *,
        kind: wire.Kind,
    ) -> None:
        self.budget = Budget(limits.cpu_s, limits.wall_s)
        self.child: Child | None = None
        self.loaded: set[str] = set()
        self.initial: dict[int, tuple[Any, ...]] = {}
        self.changed: list[tuple[str, str]] = []
        self.strayed: list[str] = []
        self.seen = Transcript()
        self._owner = owner
        self._source = source
        self._text_of = text_of
        self._beside = dict(beside)
        self._fork = fork
        self._limits = limits
        self._device = device
        self._spare = spare
        self._reference = reference
        self._stand_ins = stand_ins
        self._kind = kind
        self._failed = False
        # Whether the process is as an earlier check, or another submission, left it.
        self._is_used = False
        self._answers = 0
        self._answered_bytes = 0

    # ---------------------------------------------------------------------------------- requests

    def request(self, message: wire.Request, buffers: list[bytes]) -> Any:
        """Send a request that is not a call, and return its value."""
        initial: tuple[Any, ...] = ()
        if isinstance(message, wire.ReadModel):
            initial = self.initial.get(message.id, ())
        value, _weights = next(
            self._replies(message, buffers, _("the model"), self.budget, initial)
        )
        return value

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        times: int = 1,
        *,
        elsewhere: bool = False,
        differentiate: Sequence[int] = (),
    ) -> Iterator[tuple[Any, Any]]:
        """Call a function, and yield the value and the watched model's weights of each call.

        Args:
            times: how often, with the same arguments; a model among them is watched.
            elsewhere: put tensors on a device that the machine doesn't have.
            differentiate: positions of arguments by which the value is differentiated.
        """
        self._load(name)
        values = (*args, *kwargs.values())
        models = [value.id for value in values if isinstance(value, RemoteModel)]
        # Weights after each of several calls show how far training went. One model is enough: no
        # training function takes two. After one call, the check itself can ask the model.
        watched = models[0] if models and times > 1 else None
        packer = wire.Packer()
        packed = [packer.pack(value) for value in args]
        named = {key: packer.pack(value) for key, value in kwargs.items()}
        arguments = seen_by(values, lambda model: self.initial.get(model.id, ()))
        with self._live_child().share(packer.buffers) as arrays:
            message = wire.Call(
                name,
                packed,
                named,
                times,
                watched,
                sorted({*self._stand_ins} - {name}),
                elsewhere,
                list(differentiate),
                self._kind,
                arrays.size,
                arrays.file,
            )
            yield from self._replies(message, [], name, self.budget, arguments, arrays)

    # --------------------------------------------------------------------------------- the process

    def close(self) -> None:
        """End the process, or leave it to the next check if nothing was left behind in it."""
        if self.child and not self.child.dead and self._spare and self._is_as_it_was():
            self._spare.keep(self.child, self.loaded, self._limits)
        elif self.child and self._failed and self._device != "cpu":
            self.child.kill()  # CUDA may be lost for all that it does
        elif self.child:
            self.child.release()
        self.child = None

    def kill(self) -> None:
        """End the process."""
        if self.child:
            self.child.kill()

    def take_over(self, earlier: Connection) -> None:
        """Use the process of another connection, as another submission's."""
        if earlier.child and not earlier.child.dead:
            self.child = earlier.child
            self._is_used = True

    def _is_as_it_was(self) -> bool:
        if self._failed or self._stand_ins:
            return False
        return all(self._source.needed_by(name).leaves_nothing for name in self.loaded)

    def _live_child(self) -> Child:
        """Return the process: the spare one or a fresh one, where there is none any more."""
        if self.child is not None and not self.child.dead:
            return self.child

        kept = self._spare.take(self._limits) if self._spare and not self._stand_ins else None
        if kept:
            self.child, self.loaded = kept
            self._is_used = True
            return self.child

        self.child = self._fork(self._limits)
        self.loaded = set()
        self._is_used = False
        if self._device != "cpu":
            self._start_gpu()
        return self.child

    def _start_gpu(self) -> None:
        """Get the GPU ready in a fresh process.

        Nothing of the submission has run in it: a failure is not its doing.

        Raises:
            DeviceError: it cannot be used.
        """
        why = ""
        try:
            free, _weights = next(self._replies(wire.Start(), [], "torch", self._load_budget()))
        except StudentError as error:
            why = str(error)
        else:
            if isinstance(free, int) and free < _LEAST_FREE_BYTES:
                why = _("only {size} MB of its memory is free", size=free >> 20)
        if why:
            self.kill()
            raise DeviceError(
                _("{device} cannot be used: {error}", device=self._device, error=why),
                hint=_(
                    "`nvidia-smi` shows who uses it; with fewer --jobs it is less full, and "
                    "--device cpu needs none"
                ),
            )

    def _load(self, name: str) -> None:
        """Load a function, with the statements that it needs.

        Raises:
            StudentError: the name is no function, or a statement raises.
        """
        self._live_child()
        if name in self.loaded:
            return

        jupyter = self._source.jupyter
        message = wire.Load(name, self._text_of(name), self._beside, jupyter)
        for is_function, _weights in self._replies(message, [], name, self._load_budget()):
            if is_function is not True:
                self._failed = True
                raise StudentError(Reason.ERROR, _("{name} is not a function", name=name))

        # Only now: a check may go on after a failure, and the next call must fail alike.
        self.loaded.add(name)

    def _load_budget(self) -> Budget:
        return Budget(self._limits.load_cpu_s, self._limits.load_wall_s)

    # ------------------------------------------------------------------------------------- replies

    def _replies(
        self,
        message: wire.Request,
        buffers: list[bytes],
        name: str,
        budget: Budget,
        args: tuple[Any, ...] = (),
        arrays: SharedArrays | None = None,
    ) -> Iterator[tuple[Any, Any]]:
        """Send a message, and yield the value and the weights of each reply, until the last.

        Args:
            name: what a failure is named after.
            args: as the transcript keeps them.
            arrays: of a call, in memory that is sent along.
        """
        child = self._live_child()
        frame = self._frame(message, buffers)
        descriptor = arrays.descriptor if arrays and arrays.size else None
        rounds = 0
        received = 0
        while True:
            try:
                packet = child.exchange(frame, budget, descriptor)
            except StudentError as error:
                self.seen.add(Event(name_of(message), args, error.reason))
                raise located(error, self._source) from None

            frame, descriptor = b"", None
            received += len(packet.header) + len(packet.body)
            if received > _MOST_BYTES:
                child.kill()
                raise odd_answer(_("more than {size} MB", size=_MOST_BYTES >> 20))

            try:
                reply = wire.read_reply(packet)
                if isinstance(reply, wire.Raised):
                    self._failed |= self._device != "cpu" or not _is_ordinary(reply)
                    self.seen.add(Event(name_of(message), args, reply))
                    raise student_error(reply, name, self._source, self._limits)

                if isinstance(reply, wire.Ask):
                    frame = self._answered(reply, packet, budget, message)
                    continue

                unpacker = wire.Unpacker(packet.body, self._remote)
                value = unpacker.unpack(reply.value)
                weights = unpacker.unpack(reply.weights)
                unpacker.done()
            except wire.WireError as error:
                child.kill()
                raise odd_answer(str(error)) from None

            changed: list[int | str] = []
            if isinstance(message, wire.Call) and arrays and isinstance(reply, wire.Returned):
                changed = changed_in(message, arrays.changed())
            strayed = isinstance(message, wire.Call) and self._strays(message, unpacker.devices)
            if tells(message):
                event = Event(name_of(message), args, value, weights, len(changed), strayed)
                self.seen.add(event, rounds)
            rounds += 1
            _require_order(message, reply, rounds, child)
            self._note(name, changed, strayed=strayed)
            yield value, weights
            if isinstance(reply, wire.Returned):
                return

    def _frame(self, message: wire.Request, buffers: list[bytes]) -> bytes:
        """Return the frame of a message, behind one that resets a process that was used before."""
        reset = wire.to_frame(wire.Reset(), []) if self._is_used else b""
        self._is_used = False
        return reset + wire.to_frame(message, buffers)

    def _answered(
        self, ask: wire.Ask, packet: wire.Packet, budget: Budget, message: wire.Request
    ) -> bytes:
        """Return the frame that answers the question of a stand-in.

        Args:
            message: the request during which it asks; only a call names stand-ins, and the function
                that it calls is never one.
        """
        stand_ins = message.stand_ins if isinstance(message, wire.Call) else ()
        if self._reference is None or ask.function not in stand_ins:
            raise wire.WireError("a question to no stand-in")
        answer = self._reference.answer(ask.function, packet, budget)
        self._answers += 1
        self._answered_bytes += len(answer)
        if self._answers > MOST_ANSWERS or self._answered_bytes > MOST_BYTES:
            why = _("it called {function} too often", function=ask.function)
            raise StudentError(Reason.TIMEOUT, why)
        return answer

    def _note(self, name: str, changed: list[int | str], *, strayed: bool) -> None:
        """Keep what a call did beside returning something."""
        if strayed:
            self.strayed.append(name)
        parameters = self._source.parameters(name) if changed else ()
        for key in changed:
            if isinstance(key, str):
                self.changed.append((key, name))
            else:
                self.changed.append((parameters[key] if key < len(parameters) else "", name))

    def _strays(self, call: wire.Call, devices: set[str]) -> bool:
        """Whether a call that was given tensors on one device returned some on another."""
        values = (*call.args, *call.kwargs.values())
        if not any(isinstance(value, wire.Array) and value.device for value in values):
            return False
        # Of several GPUs, the submission sees only the run's.
        own_device = "cpu" if self._device == "cpu" else "cuda:0"
        return bool(devices - {"meta" if call.elsewhere else own_device})

    def _remote(self, ref: wire.Ref) -> RemoteModel | RemoteOptimizer:
        if isinstance(ref, wire.NewOptimizer):
            raise wire.WireError("an optimizer to be made here")
        kind = RemoteModel if isinstance(ref, wire.ModelRef) else RemoteOptimizer
        return kind(ref.id, ref.type_name, self._owner)


def _require_order(message: wire.Request, reply: wire.Reply, number: int, child: Child) -> None:
    """Require as many replies as calls were asked for, the last of which says that it is.

    Raises:
        StudentError: there are more or fewer.
    """
    times = message.times if isinstance(message, wire.Call) else 1
    if isinstance(reply, wire.Returned) != (number == times):
        child.kill()
        raise odd_answer(_("{number} of {times} answers", number=number, times=times))


def changed_in(call: wire.Call, changed: Sequence[int]) -> list[int | str]:
    """Return the positions and the names of a call's arguments that hold changed arrays.

    Args:
        changed: the numbers of the arrays, in the order of the arguments.
    """
    arguments: list[tuple[int | str, wire.Value]] = [*enumerate(call.args), *call.kwargs.items()]
    keys = [key for key, value in arguments for _array in range(_arrays_in(value))]
    return list(dict.fromkeys(keys[number] for number in changed))


def _arrays_in(value: wire.Value) -> int:
    if isinstance(value, wire.Items):
        return sum(_arrays_in(item) for item in value.items)
    return int(isinstance(value, wire.Array))


def _is_ordinary(reply: wire.Raised) -> bool:
    return reply.kind == "call" and reply.builtin in _ORDINARY
