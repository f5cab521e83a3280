"""The child's loop: read a request, do it with the student's code, send what came of it."""

from __future__ import annotations

import contextlib
import inspect
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import wire
from grader.worker.load import Homework

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.worker.control import Confines

_CHUNK = 1 << 18


def serve(channel: socket.socket, confines: Confines) -> None:
    """Answer the examiner until it hangs up."""
    worker = Worker(channel, confines)
    while (packet := worker.read()) is not None:
        request = wire.read_request(packet)
        try:
            worker.handle(request, packet.body)
        except BaseException as error:  # noqa: BLE001 - a process boundary: SystemExit is a result too
            worker.send(worker.raised(request, error))


class Worker:
    """One child: the student's functions, the models that it holds, and the line to the examiner.

    Each function has a module of its own, made of the statements that it needs: whatever was called before, it starts
    from the same state.
    """

    def __init__(self, channel: socket.socket, confines: Confines) -> None:
        self._homeworks: dict[str, Homework] = {}
        self._filename = confines.filename
        self._channel = channel
        self._device = confines.device
        self._data = bytearray()
        self._models: dict[int, Any] = {}
        self._streams = (sys.stdout, sys.stderr)  # the student may put something else in their place

    def handle(self, request: wire.Request, body: bytes) -> None:
        """Do what a request asks, and send the reply."""
        unpacker = wire.Unpacker(body, lambda ref: self._models[ref.id], self._device)
        if isinstance(request, wire.Load):
            self._load(request)
        elif isinstance(request, wire.Call):
            self._call(request, unpacker)
        elif isinstance(request, wire.MakeModel):
            self._reply(self._make_model(request, unpacker))
        elif isinstance(request, wire.ReadModel):
            self._reply(_description(self._models[request.id]))
        elif isinstance(request, wire.Apply):
            self._reply(self._apply(request, unpacker))

    def raised(self, request: wire.Request, error: BaseException) -> wire.Raised:
        """Describe an exception that ended a request."""
        name = request.function if isinstance(request, (wire.Load, wire.Call)) else ""
        return self._homeworks.get(name, Homework(self._filename)).raised(error)

    def _load(self, request: wire.Load) -> None:
        for name, text in request.modules.items():
            Path(f"{name}.py").write_text(text, encoding="utf-8")
        homework = self._homeworks[request.function] = Homework(self._filename)
        homework.load(request.text)
        function = homework.function(request.function)
        self.send(function) if isinstance(function, wire.Raised) else self._reply(callable(function))

    def _call(self, request: wire.Call, unpacker: wire.Unpacker) -> None:
        args = [unpacker.unpack(value) for value in request.args]
        kwargs = {name: unpacker.unpack(value) for name, value in request.kwargs.items()}
        homework = self._homeworks[request.function]
        homework.enter()
        function = homework.function(request.function)
        before = _fingerprints(args, kwargs)
        namespace = vars(homework.module)
        own = {name: namespace[name] for name in request.stand_ins if name in namespace}
        namespace.update({name: self._stand_in(name) for name in request.stand_ins})
        try:
            for call in range(request.times):
                value = function(*args, **kwargs)
                if call < request.times - 1:
                    self._reply(value, request.watch, wire.Progress)
        finally:
            for name in request.stand_ins:
                namespace.pop(name, None)
            namespace.update(own)
        changed = [key for key, was in before.items() if _fingerprints(args, kwargs)[key] != was]
        self._reply(value, request.watch, wire.Returned, changed=_names(function, changed))

    def _stand_in(self, name: str) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            packer = wire.Packer(self._put_model)
            question = wire.Ask(name, [packer.pack(a) for a in args], {k: packer.pack(v) for k, v in kwargs.items()})
            self.send(question, packer.buffers)
            packet = self.read()
            if packet is None:
                raise SystemExit
            answer = wire.read_request(packet)
            if not isinstance(answer, wire.Answer) or answer.error:
                raise RuntimeError(answer.error if isinstance(answer, wire.Answer) else "no answer")
            return wire.Unpacker(packet.body, lambda ref: self._models[ref.id], self._device).unpack(answer.value)

        return stand_in

    def _make_model(self, request: wire.MakeModel, unpacker: wire.Unpacker) -> Any:
        import torch

        layers = []
        for layer in request.layers:
            weights = [torch.from_numpy(unpacker.unpack(array)) for array in layer.weights]
            if not weights:
                layers.append(getattr(torch.nn, layer.kind)())
                continue
            outputs, inputs = weights[0].shape
            layers.append(torch.nn.Linear(inputs, outputs, bias=len(weights) > 1, dtype=weights[0].dtype))
            for parameter, weight in zip(layers[-1].parameters(), weights, strict=True):
                parameter.data = weight
        return torch.nn.Sequential(*layers).to(request.device)

    def _apply(self, request: wire.Apply, unpacker: wire.Unpacker) -> Any:
        import torch

        with torch.no_grad():
            return self._models[request.id](unpacker.unpack(request.x))

    def _put_model(self, model: Any) -> int:
        self._models[id(model)] = model
        return id(model)

    def _reply(
        self, value: Any, watch: int | None = None, kind: type[Any] = wire.Returned, **fields: list[str]
    ) -> None:
        packer = wire.Packer(self._put_model)
        packed = packer.pack(value)
        weights = packer.pack(_weights(self._models[watch])) if watch is not None else None
        self.send(kind(packed, weights, **fields), packer.buffers)

    def read(self) -> wire.Packet | None:
        """Wait for the examiner's next frame; None when it hung up."""
        while True:
            for packet in wire.packets(self._data):
                return packet
            data = self._channel.recv(_CHUNK)
            if not data:
                return None
            self._data += data

    def send(self, reply: wire.Reply, buffers: list[bytes] | None = None) -> None:
        """Send a reply; what was printed goes first."""
        for stream in self._streams:
            with contextlib.suppress(OSError, ValueError):  # closed by the student: then there is nothing to flush
                stream.flush()
        self._channel.sendall(wire.to_frame(reply, buffers or []))


def _weights(model: Any) -> list[tuple[str, Any]]:
    return [(name, parameter.detach()) for name, parameter in model.named_parameters()]


def _description(model: Any) -> list[Any]:
    modules = [(name, type(module).__name__) for name, module in model.named_modules()]
    return [modules, _weights(model)]


def _fingerprints(args: list[Any], kwargs: dict[str, Any]) -> dict[int | str, bytes]:
    """Give the bytes of each array among the arguments, to see afterwards which were changed in place."""
    found: dict[int | str, bytes] = {}
    everything: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
    for key, value in everything:
        if isinstance(value, np.ndarray):
            found[key] = value.tobytes()
        elif hasattr(value, "detach"):
            found[key] = value.detach().cpu().numpy().tobytes()
    return found


def _names(function: Any, keys: list[int | str]) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        parameters = []
    return [
        key if isinstance(key, str) else parameters[key] if key < len(parameters) else f"argument {key + 1}"
        for key in keys
    ]
