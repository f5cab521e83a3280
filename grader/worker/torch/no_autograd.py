"""Switch autograd off in this process, for homework that derives its gradients by hand.

Every operation of torch has a kernel that records it for autograd. Here each is replaced by one
that falls through to the operation itself. So nothing is recorded, in any thread, whatever the
student's code switches on again: not under ``enable_grad``, not outside ``inference_mode``, not
with ``torch.func``. The functions that would then fail with a confusing message, or return zeros,
raise a clear error instead.

So do the other ways to a derivative: the engine, wherever it is found, forward mode, the operations
that compute one step backward, and TorchScript's compiler, which differentiates programs without
these kernels. ``torch.jit.script``
and ``torch.jit.trace`` return what they get: the values are the same. Code that writes to torch's
memory, by ctypes, could undo all this.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import sys
import warnings
from collections.abc import Callable
from typing import Any

# Operations that do nothing else than differentiate, and the kernels that do it.
_DERIVING = {"_backward": "CompositeImplicitAutograd", "_make_dual": "Autograd"}
_TRANSFORMS = ("grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "linearize", "vjp")
# The modules that hold what is refused, under one name or another.
_HOLDERS = ("torch", "functorch")
# TorchScript's executor, as far as it runs what no Python function did.
_SCRIPT = (
    "GraphExecutorState",
    "_create_function_from_graph",
    "_create_function_from_trace",
    "_create_function_from_trace_with_dict",
    "_import_ir_module_from_package",
    "_jit_differentiate",
    "_jit_interpret_graph",
    "_jit_script_class_compile",
    "_jit_script_compile",
    "_jit_script_compile_overload",
    "import_ir_module",
    "import_ir_module_from_buffer",
)
_OF_CLASSES = {
    "CompilationUnit": ("__init__", "create_function", "define"),
    "ScriptModule": ("_create_method_from_trace", "_create_method_from_trace_with_dict", "_define"),
}


class AutogradIsOffError(RuntimeError):
    """The student's code asked autograd for a gradient."""


def switch_off() -> None:
    """Make autograd record nothing from now on, in this process and those that it forks.

    Costs 40 ms, for about 2800 operations.
    """
    import torch
    import torch.autograd.forward_ad
    import torch.autograd.functional
    import torch.func

    with warnings.catch_warnings():
        # Torch warns that kernels are replaced, which is the intention.
        warnings.simplefilter("ignore")
        library = _library("Autograd")
        for name in torch._C._dispatch_get_registrations_for_dispatch_key("Autograd"):  # noqa: SLF001
            if name.startswith("aten::"):
                library.impl(
                    name.removeprefix("aten::"), "Autograd", torch.library.fallthrough_kernel
                )
        for name, key in _DERIVING.items():
            _library(key).impl(name, key, _refusal())
        # What is to be derived by hand is in these: they compute it without recording anything.
        library = _library("CPU")
        for name in torch._C._dispatch_get_all_op_names():  # noqa: SLF001
            if name.startswith("aten::") and "backward" in name:
                library.impl(name.removeprefix("aten::"), "CPU", _refusal())

    # The old executor records what it runs. Once this is set, no environment variable counts.
    torch._C._jit_set_profiling_executor(True)  # noqa: SLF001
    _refuse_gradients()
    _do_without_script()
    _refuse_kernels()


def _library(key: str) -> Any:
    """Make what holds kernels of torch's operations; they exist as long as it does.

    A reference that Python does not know keeps it alive, so that the student's code can neither
    find nor end it.
    """
    torch: Any = sys.modules["torch"]
    library = torch._C._dispatch_library("IMPL", "aten", key, __file__, 0)  # noqa: SLF001
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
    return library


def _refuse_gradients() -> None:
    """Replace what computes gradients by functions that raise, under all its names."""
    torch: Any = sys.modules["torch"]
    core = torch._C  # noqa: SLF001
    refused = [
        *_named(torch.autograd, "backward", "grad"),
        *_named(torch.autograd.functional, "hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"),
        *_named(torch.autograd.forward_ad, "make_dual"),
        *_named(torch.autograd.graph, "_engine_run_backward"),
        *_named(torch.func, *_TRANSFORMS),
        # What torch.func and functorch export.
        *_named(torch._functorch.apis, *_TRANSFORMS),  # noqa: SLF001
        *_named(
            torch._functorch.eager_transforms,  # noqa: SLF001
            *_TRANSFORMS,
            "grad_impl",
            "grad_and_value_impl",
        ),
        *_named(core._functorch, "_grad_increment_nesting", "_jvp_increment_nesting"),  # noqa: SLF001
        *_named(core, "_ImperativeEngine", "_jit_set_profiling_executor", *_SCRIPT),
        *_named(torch.export, "export"),
    ]
    _replace({id(value): _refusal() for value in refused})

    _refuse_engine(type(torch.autograd.Variable._execution_engine))  # noqa: SLF001
    torch.autograd.Variable._execution_engine = _refusal()  # noqa: SLF001
    torch.Tensor.backward = _refusal()


def _named(place: Any, *names: str) -> list[Any]:
    """Return what a place holds under these names, of those that this version of torch has."""
    return [vars(place)[name] for name in names if name in vars(place)]


def _replace(replacements: dict[int, Any]) -> None:
    """Replace objects, given by their ids, in all modules that hold them, by whatever name."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in _HOLDERS:
            for attribute, value in [*vars(module).items()]:
                if id(value) in replacements:
                    setattr(module, attribute, replacements[id(value)])


def _refuse_engine(kind: type) -> None:
    """Take the methods from the engine's type, which Python finds among object's subclasses.

    It is a type of C, to which Python itself assigns nothing.
    """
    (methods,) = gc.get_referents(vars(kind))
    for name in ("run_backward", "queue_callback"):
        methods[name] = _refusal()
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _do_without_script() -> None:
    """Let TorchScript's compilers return what they get, and refuse what is below them."""
    torch: Any = sys.modules["torch"]
    compilers = (torch.jit.script, torch.jit.trace, torch.jit.trace_module)
    _replace({id(compiler): _as_it_is for compiler in compilers})

    for name, methods in _OF_CLASSES.items():
        for method in methods:
            setattr(getattr(torch._C, name), method, _refusal())  # noqa: SLF001


def _as_it_is(*programs: Any, **named: Any) -> Any:
    return programs[0] if programs else next(iter(named.values()))


def _refuse_kernels() -> None:
    """Refuse other kernels in the place of those that record nothing."""
    torch: Any = sys.modules["torch"]
    plain = torch.library.Library.impl

    @functools.wraps(plain)
    def impl(library: Any, name: Any, kernel: Any, key: str = "", **options: Any) -> Any:
        if library.ns == "aten" and (key or library.dispatch_key).startswith("Autograd"):
            _refusal()()
        return plain(library, name, kernel, key, **options)

    torch.library.Library.impl = impl


def _refusal() -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AutogradIsOffError(
            "autograd is switched off in this assignment: write the gradient by hand"
        )

    refuse.run_backward = refuse  # type: ignore[attr-defined]  # where it replaces the engine
    return refuse
