"""The child's loop: read a request, do it with the student's code, send what came of it."""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import random
import socket
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import wire
from grader.worker import beside, jupyter, kinds, whereabouts
from grader.worker.load import Homework
from grader.worker.objects import Objects, gradients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from grader.worker.control import Confines
    from grader.worker.renew import Beginning

_CHUNK = 1 << 18


def serve(channel: socket.socket, confines: Confines) -> None:
    """Answer the examiner until it hangs up."""
    whereabouts.be_ready(confines.filename)
    serve_with(Worker(channel, confines))


def serve_with(worker: Worker) -> None:
    """Have a worker answer the examiner until it hangs up."""
    while (packet := worker.read()) is not None:
        request = wire.read_request(packet)
        try:
            worker.handle(request, packet.body)
        except BaseException as error:  # noqa: BLE001 - a process boundary: SystemExit is a result too
            worker.send(worker.raised(request, error))


class Worker:
    """One child: the student's functions, the models that it holds, and the line to the examiner.

    Each function has a module of its own, made of the statements that it needs: whatever was called
    before, it starts from the same state.

    Args:
        channel: our end of the socket.
        confines: how the process looks to the student's code.
        beginning: the process's state, to which it can return; None where each use forks a process.
    """

    def __init__(
        self, channel: socket.socket, confines: Confines, beginning: Beginning | None = None
    ) -> None:
        self._homeworks: dict[str, Homework] = {}
        self._filename = confines.filename
        self._channel = channel
        self._device = confines.device
        self._gpu_share = confines.gpu_share
        self._data = bytearray()
        # Descriptors of memory that came with the latest frame.
        self._memory: list[int] = []
        self._objects = Objects(confines.device)
        self._beginning = beginning
        # The student may put something else in their place.
        self._streams = (sys.stdout, sys.stderr)
        _seed()

    def handle(self, request: wire.Request, body: bytes) -> None:
        """Do what a request asks, and send the reply, if it has one."""
        if isinstance(request, wire.Reset):
            self._objects.clear()
            _seed()
            return
        elsewhere = isinstance(request, wire.Call) and request.elsewhere
        shared = self._shared_memory(request)
        unpacker = wire.Unpacker(
            body if shared is None else shared,
            self._objects.get,
            _put_elsewhere if elsewhere else self._put_tensor,
            shared=shared is not None,
        )
        if isinstance(request, wire.Load):
            self._load(request)
        elif isinstance(request, wire.Call):
            with _elsewhere() if elsewhere else contextlib.nullcontext():
                self._call(request, unpacker)
        else:
            self._reply(self._answer(request, unpacker))

    def _answer(self, request: wire.Request, unpacker: wire.Unpacker) -> Any:
        """Do what a request asks that runs no function, and return the value of the reply."""
        if isinstance(request, wire.Start):
            return _start_gpu(self._device, self._gpu_share)
        if isinstance(request, wire.Renew) and self._beginning:
            return self._renew(request, self._beginning)
        if isinstance(request, wire.Mark):
            return self._mark(request.token)
        if isinstance(request, wire.MakeModel):
            return self._objects.make_model(request, unpacker)
        if isinstance(request, wire.OfModel):
            return self._objects.answer(request, unpacker)
        raise TypeError(f"an unexpected {type(request).__name__}")

    def _renew(self, request: wire.Renew, beginning: Beginning) -> None:
        """Make the process as new, for another use."""
        self._homeworks.clear()
        self._objects.clear()
        self._filename = request.filename
        sys.argv[:] = [request.filename]
        sys.stdout, sys.stderr = self._streams
        beginning.restore()
        gc.collect()
        _seed()

    def _mark(self, token: str) -> str:
        self._flush()
        with contextlib.suppress(OSError):  # the student may have closed it
            os.write(1, token.encode())
        return token

    def raised(self, request: wire.Request, error: BaseException) -> wire.Raised:
        """Describe an exception that ended a request."""
        name = request.function if isinstance(request, (wire.Load, wire.Call)) else ""
        homework = self._homeworks.get(name) or Homework(self._filename)
        return homework.raised(error)

    def _load(self, request: wire.Load) -> None:
        beside.write(request.files)
        if request.jupyter:
            jupyter.install()
        homework = Homework(self._filename, interactive=request.jupyter)
        self._homeworks[request.function] = homework
        homework.load(request.text)
        function = homework.function(request.function)
        if isinstance(function, wire.Raised):
            self.send(function)
        else:
            self._reply(callable(function))

    def _call(self, request: wire.Call, unpacker: wire.Unpacker) -> None:
        args = [unpacker.unpack(value) for value in request.args]
        kwargs = {name: unpacker.unpack(value) for name, value in request.kwargs.items()}
        homework = self._homeworks[request.function]
        homework.enter()
        function = homework.function(request.function)
        if isinstance(function, wire.Raised):
            # The student's own code removed it.
            self.send(function)
            return

        leaves = [args[index].requires_grad_() for index in request.differentiate]

        with self._stand_ins(request, homework):
            for call in range(request.times):
                value = function(*args, **kwargs)
                if leaves:
                    value = (value, gradients(value, leaves))
                if call < request.times - 1:
                    self._reply(value, request.watch, wire.Progress)
        _write_back(unpacker.placed)
        self._reply(value, request.watch, wire.Returned)

    @contextlib.contextmanager
    def _stand_ins(self, request: wire.Call, homework: Homework) -> Iterator[None]:
        """Put functions that ask the examiner in the place of the student's."""
        namespace = vars(homework.module)
        own = {name: namespace[name] for name in request.stand_ins if name in namespace}
        put = _put_elsewhere if request.elsewhere else self._put_tensor
        for name in request.stand_ins:
            namespace[name] = self._stand_in(
                name, kinds.converter(request.kind, own.get(name)), namespace, put
            )
        try:
            yield
        finally:
            for name in request.stand_ins:
                namespace.pop(name, None)
            namespace.update(own)

    def _stand_in(
        self,
        name: str,
        convert: kinds.Converter,
        namespace: Mapping[str, Any],
        put: Callable[[Any], Any],
    ) -> Callable[..., Any]:
        """Make a function that lets the examiner answer.

        Args:
            convert: makes the answer's value what the function returns, by its arguments.
            namespace: of the student's functions: the result may be a NamedTuple defined there.
            put: puts a tensor where it belongs.
        """

        def stand_in(*args: Any, **kwargs: Any) -> Any:
            packer = wire.Packer(self._objects.put)
            wanted = [
                index for index, value in enumerate(args) if getattr(value, "requires_grad", False)
            ]
            positional = [packer.pack(value) for value in args]
            named = {key: packer.pack(value) for key, value in kwargs.items()}
            self.send(wire.Ask(name, positional, named, wanted), packer.buffers)

            packet = self.read()
            if packet is None:
                raise SystemExit
            answer = wire.read_request(packet)
            if not isinstance(answer, wire.Answer):
                raise RuntimeError("no answer")  # noqa: TRY004 - of the examiner's side
            if answer.error:
                raise RuntimeError(answer.error)

            unpacker = wire.Unpacker(packet.body, self._objects.get, put)
            value = kinds.as_named(unpacker.unpack(answer.value), namespace.values())
            if not answer.gradients:
                return convert(value, args, kwargs)
            received = [unpacker.unpack(gradient) for gradient in answer.gradients]
            return _recorded(value, received, [args[index] for index in wanted])

        return stand_in

    def _shared_memory(self, request: wire.Request) -> memoryview | None:
        """Return the memory that holds a call's arrays; None where the body holds them."""
        if not isinstance(request, wire.Call) or not request.shared:
            return None
        if request.file:
            descriptor = os.open(request.file, os.O_RDWR | getattr(os, "O_BINARY", 0))
        else:
            descriptor = self._memory.pop()
        try:
            return memoryview(mmap.mmap(descriptor, request.shared))
        finally:
            os.close(descriptor)

    def _put_tensor(self, tensor: Any) -> Any:
        return tensor if self._device == "cpu" else tensor.to(self._device)

    def _reply(
        self,
        value: Any,
        watch: int | None = None,
        kind: type[Any] = wire.Returned,
    ) -> None:
        packer = wire.Packer(self._objects.put)
        packed = packer.pack(value)
        weights = packer.pack(self._objects.weights(watch)) if watch is not None else None
        self.send(kind(packed, weights), packer.buffers)

    def read(self) -> wire.Packet | None:
        """Wait for the examiner's next frame; None when it hung up."""
        while (packet := wire.take_packet(self._data)) is None:
            data, descriptors = self._receive()
            if not data:
                return None
            self._memory += descriptors
            self._data += data
        return packet

    def _receive(self) -> tuple[bytes, list[int]]:
        if self._channel.family == socket.AF_INET:
            return self._channel.recv(_CHUNK), []
        data, descriptors, _, _ = socket.recv_fds(self._channel, _CHUNK, 1)
        return data, descriptors

    def send(self, reply: wire.Reply, buffers: list[bytes] | None = None) -> None:
        """Send a reply; what was printed goes first."""
        self._flush()
        self._channel.sendall(wire.to_frame(reply, buffers or []))

    def _flush(self) -> None:
        for stream in self._streams:
            # Closed by the student: then there is nothing to flush.
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


def _seed() -> None:
    """Set the generators of random numbers to one state, in every process: results repeat."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    torch: Any = sys.modules.get("torch")
    if torch:
        # torch.manual_seed(0) does the same, in the hundredfold time.
        torch.default_generator.manual_seed(0)
        if torch.cuda.is_initialized():
            torch.cuda.manual_seed_all(0)


def _start_gpu(device: str, share: float) -> int:
    """Initialise CUDA, as only a child may: it does not survive a fork.

    Args:
        share: of the memory that tensors may fill.

    Returns:
        how many bytes of the memory are free.
    """
    import torch

    # Its 10 bits would fail right gradients.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    if share < 1:
        torch.cuda.set_per_process_memory_fraction(share, device)
    torch.zeros(1, device=device)
    torch.cuda.manual_seed_all(0)
    torch.cuda.empty_cache()  # of an earlier use of the process
    free_bytes, _total = torch.cuda.mem_get_info(device)
    return free_bytes


def _elsewhere() -> contextlib.AbstractContextManager[Any]:
    from grader.worker.torch.fake_device import available

    return available()


def _put_elsewhere(tensor: Any) -> Any:
    from grader.worker.torch.fake_device import put

    return put(tensor)


def _recorded(value: Any, gradients: list[Any], leaves: list[Any]) -> Any:
    """Make a value that came from elsewhere a part of autograd's graph, by its gradients."""
    import torch

    class Given(torch.autograd.Function):
        @staticmethod
        def forward(_: Any, *__: Any) -> Any:
            return value

        @staticmethod
        def backward(_: Any, upstream: Any) -> Any:
            return tuple(upstream * gradient for gradient in gradients)

    return Given.apply(*leaves)  # type: ignore[no-untyped-call]


def _write_back(placed: list[tuple[np.ndarray, Any]]) -> None:
    """Write arguments that are no longer in the memory that they came in back to it.

    A tensor on a GPU is elsewhere, and so is one that was given other ``.data``.
    """
    for array, value in placed:
        if not hasattr(value, "data_ptr") or value.device.type == "meta":
            continue
        if value.data_ptr() != array.ctypes.data and tuple(value.shape) == array.shape:
            np.copyto(array, value.detach().cpu().double().numpy(), casting="unsafe")
