"""The child's loop: read a request, do it with the student's code, send what came of it."""

from __future__ import annotations

import contextlib
import inspect
import random
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import wire
from grader.worker.load import Homework

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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

    Each function has a module of its own, made of the statements that it needs: whatever was called
    before, it starts
    from the same state.
    """

    def __init__(self, channel: socket.socket, confines: Confines) -> None:
        self._homeworks: dict[str, Homework] = {}
        self._filename = confines.filename
        self._channel = channel
        self._device = confines.device
        self._data = bytearray()
        self._objects: dict[int, Any] = {}  # models and optimizers
        _seed()
        self._streams = (
            sys.stdout,
            sys.stderr,
        )  # the student may put something else in their place

    def handle(self, request: wire.Request, body: bytes) -> None:
        """Do what a request asks, and send the reply."""
        elsewhere = isinstance(request, wire.Call) and request.elsewhere
        unpacker = wire.Unpacker(body, self._get, _put_elsewhere if elsewhere else self._put_tensor)
        if isinstance(request, wire.Load):
            self._load(request)
        elif isinstance(request, wire.Call):
            with _elsewhere() if elsewhere else contextlib.nullcontext():
                self._call(request, unpacker)
        else:
            self._reply(self._answer(request, unpacker))

    def _answer(self, request: wire.Request, unpacker: wire.Unpacker) -> Any:
        """Do what a request asks that runs no function, and give the value of the reply."""
        if isinstance(request, wire.Start):
            return _start_gpu(self._device)
        if isinstance(request, wire.Reset):
            self._objects.clear()
            return _seed()
        if isinstance(request, wire.ReadDefaults):
            return _defaults(self._homeworks[request.function].function(request.function))
        if isinstance(request, wire.MakeModel):
            return self._make_model(request, unpacker)
        if isinstance(request, (wire.ReadModel, wire.PutWeights, wire.Apply, wire.Step)):
            return self._do_with_model(request, unpacker)
        raise TypeError(f"an unexpected {type(request).__name__}")

    def _do_with_model(
        self,
        request: wire.ReadModel | wire.PutWeights | wire.Apply | wire.Step,
        unpacker: wire.Unpacker,
    ) -> Any:
        if isinstance(request, wire.ReadModel):
            return _description(self._objects[request.id])
        if isinstance(request, wire.Apply):
            return self._apply(request, unpacker)
        if isinstance(request, wire.PutWeights):
            return self._put_weights(request, unpacker)
        return self._step(request, unpacker)

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
        self.send(function) if isinstance(function, wire.Raised) else self._reply(
            callable(function)
        )

    def _call(self, request: wire.Call, unpacker: wire.Unpacker) -> None:
        args = [unpacker.unpack(value) for value in request.args]
        kwargs = {name: unpacker.unpack(value) for name, value in request.kwargs.items()}
        homework = self._homeworks[request.function]
        homework.enter()
        function = homework.function(request.function)
        leaves = [args[index].requires_grad_() for index in request.differentiate]
        before = _fingerprints(args, kwargs)
        namespace = vars(homework.module)
        own = {name: namespace[name] for name in request.stand_ins if name in namespace}
        put = _put_elsewhere if request.elsewhere else self._put_tensor
        namespace.update(
            {name: self._stand_in(name, request.function, put) for name in request.stand_ins}
        )
        try:
            for call in range(request.times):
                value = function(*args, **kwargs)
                if leaves:
                    value = (value, _gradients(value, leaves))
                if call < request.times - 1:
                    self._reply(value, request.watch, wire.Progress)
        finally:
            for name in request.stand_ins:
                namespace.pop(name, None)
            namespace.update(own)
        changed = [key for key, was in before.items() if _fingerprints(args, kwargs)[key] != was]
        self._reply(value, request.watch, wire.Returned, changed=_names(function, changed))

    def _stand_in(self, name: str, within: str, put: Callable[[Any], Any]) -> Callable[..., Any]:
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            packer = wire.Packer(self._put)
            wanted = [
                index for index, value in enumerate(args) if getattr(value, "requires_grad", False)
            ]
            packed = (
                [packer.pack(value) for value in args],
                {key: packer.pack(value) for key, value in kwargs.items()},
            )
            self.send(wire.Ask(name, *packed, wanted), packer.buffers)
            packet = self.read()
            if packet is None:
                raise SystemExit
            answer = wire.read_request(packet)
            if not isinstance(answer, wire.Answer) or answer.error:
                raise RuntimeError(answer.error if isinstance(answer, wire.Answer) else "no answer")
            unpacker = wire.Unpacker(packet.body, self._get, put)
            value = _as_named(
                unpacker.unpack(answer.value), vars(self._homeworks[within].module).values()
            )
            gradients = [unpacker.unpack(gradient) for gradient in answer.gradients]
            return (
                _recorded(value, gradients, [args[index] for index in wanted])
                if gradients
                else value
            )

        return stand_in

    def _make_model(self, request: wire.MakeModel, unpacker: wire.Unpacker) -> Any:
        import torch

        layers = []
        for layer in request.layers:
            weights = [torch.as_tensor(unpacker.unpack(array)) for array in layer.weights]
            if not weights:
                layers.append(getattr(torch.nn, layer.kind)())
                continue
            outputs, inputs = weights[0].shape
            layers.append(
                torch.nn.Linear(inputs, outputs, bias=len(weights) > 1, dtype=weights[0].dtype)
            )
            for parameter, weight in zip(layers[-1].parameters(), weights, strict=True):
                parameter.data = weight
        return torch.nn.Sequential(*layers).to(request.device or self._device)

    def _put_weights(self, request: wire.PutWeights, unpacker: wire.Unpacker) -> None:
        parameters = list(self._objects[request.id].parameters())
        for parameter, weight in zip(parameters, request.weights, strict=True):
            parameter.data = unpacker.unpack(weight).to(parameter.device)

    def _apply(self, request: wire.Apply, unpacker: wire.Unpacker) -> Any:
        import torch

        model, x = self._objects[request.id], unpacker.unpack(request.x)
        parameters = [parameter for _, parameter in sorted(model.named_parameters())]
        with torch.set_grad_enabled(request.differentiate):
            output = model(x.to(parameters[0].device) if parameters else x)
            return (
                (output, _gradients(output.sum(), parameters)) if request.differentiate else output
            )

    def _step(self, request: wire.Step, unpacker: wire.Unpacker) -> None:
        parameters = list(self._objects[request.model].parameters())
        for parameter, gradient in zip(parameters, request.gradients, strict=True):
            parameter.grad = unpacker.unpack(gradient).to(parameter.device)
        self._objects[request.optimizer].step()

    def _put(self, thing: Any) -> int:
        self._objects[id(thing)] = thing
        return id(thing)

    def _get(self, ref: wire.Ref) -> Any:
        if not isinstance(ref, wire.NewOptimizer):
            return self._objects[ref.id]
        import torch

        kind = getattr(torch.optim, ref.type_name)
        known = inspect.signature(kind).parameters  # what an optimizer notes of itself may be more
        options = {name: value for name, value in ref.options.items() if name in known}
        return kind(self._objects[ref.model].parameters(), **options)

    def _put_tensor(self, tensor: Any) -> Any:
        return tensor if self._device == "cpu" else tensor.to(self._device)

    def _reply(
        self,
        value: Any,
        watch: int | None = None,
        kind: type[Any] = wire.Returned,
        **fields: list[str],
    ) -> None:
        packer = wire.Packer(self._put)
        packed = packer.pack(value)
        weights = packer.pack(_weights(self._objects[watch])) if watch is not None else None
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
            with contextlib.suppress(
                OSError, ValueError
            ):  # closed by the student: then there is nothing to flush
                stream.flush()
        self._channel.sendall(wire.to_frame(reply, buffers or []))


def _seed() -> None:
    """Set what students draw from to one state, for every check in every process.

    So that results repeat.
    """
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def _start_gpu(device: str) -> None:
    """Initialise CUDA, as only a child may: it does not survive a fork."""
    import torch

    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = (
        False  # 10 bits would fail right gradients
    )
    torch.zeros(1, device=device)


def _elsewhere() -> contextlib.AbstractContextManager[Any]:
    from grader.worker.torch.fake_device import available

    return available()


def _put_elsewhere(tensor: Any) -> Any:
    from grader.worker.torch.fake_device import put

    return put(tensor)


def _as_named(value: Any, known: Iterable[Any]) -> Any:
    """Give a tuple as the NamedTuple of that length which the student defined, if there is one."""
    if not isinstance(value, tuple):
        return value
    kinds = [kind for kind in known if isinstance(kind, type) and issubclass(kind, tuple)]
    fitting = [kind for kind in kinds if len(getattr(kind, "_fields", ())) == len(value)]
    return fitting[0](*value) if fitting else value


def _gradients(value: Any, leaves: list[Any]) -> list[Any]:
    """Give a value's gradients by the leaves; None where autograd finds no way to one."""
    import torch

    if not isinstance(value, torch.Tensor) or value.dim() or not value.requires_grad:
        return [None] * len(leaves)
    return list(torch.autograd.grad(value, leaves, allow_unused=True))


def _recorded(value: Any, gradients: list[Any], leaves: list[Any]) -> Any:
    """Make a value that came from elsewhere a part of autograd's graph.

    With the gradients that came along.
    """
    import torch

    class Given(torch.autograd.Function):
        @staticmethod
        def forward(_: Any, *__: Any) -> Any:
            return value

        @staticmethod
        def backward(_: Any, upstream: Any) -> Any:
            return tuple(upstream * gradient for gradient in gradients)

    return Given.apply(*leaves)  # type: ignore[no-untyped-call]


def _weights(model: Any) -> list[tuple[str, Any]]:
    import torch

    # Not the methods of the model and its parameters, which may leave some out, or make them up.
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001
        named = torch.nn.Module.named_parameters(model)
        return [(name, torch.Tensor.detach(parameter)) for name, parameter in named]


def _description(model: Any) -> list[Any]:
    modules = [(name, type(module).__name__) for name, module in model.named_modules()]
    return [modules, _weights(model)]


def _fingerprints(args: list[Any], kwargs: dict[str, Any]) -> dict[int | str, bytes]:
    """Give the bytes of each array among the arguments.

    To see afterwards which were changed in place.
    """
    found: dict[int | str, bytes] = {}
    everything: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
    for key, value in everything:
        if isinstance(value, np.ndarray):
            found[key] = value.tobytes()
        elif hasattr(value, "detach"):
            found[key] = value.detach().cpu().numpy().tobytes()
    return found


def _defaults(function: Any) -> list[tuple[str, Any]] | None:
    """Give the parameters' defaults; None where a signature does not tell them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in parameters):
        return None
    return [(one.name, one.default) for one in parameters if one.default is not one.empty]


def _names(function: Any, keys: list[int | str]) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        parameters = []
    return [
        key
        if isinstance(key, str)
        else parameters[key]
        if key < len(parameters)
        else f"argument {key + 1}"
        for key in keys
    ]
