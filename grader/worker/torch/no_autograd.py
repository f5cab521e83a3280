"""Switch autograd off in this process, for homework that derives its gradients by hand.

Every operation of torch has a kernel that records it for autograd. Here each is replaced by one
that falls through to the operation itself. So nothing is recorded, in any thread, whatever the
student's code switches on again: not under ``enable_grad``, not outside ``inference_mode``, not
with ``torch.func``. The functions that would then fail with a confusing message, or return zeros,
raise a clear error instead.
"""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any


class AutogradIsOffError(RuntimeError):
    """The student's code asked autograd for a gradient."""


def switch_off() -> None:
    """Make autograd record nothing from now on, in this process and those that it forks.

    Costs 30 ms, for about 2500 operations.
    """
    import torch
    import torch.autograd.forward_ad
    import torch.autograd.functional
    import torch.func

    library = torch._C._dispatch_library("IMPL", "aten", "Autograd", __file__, 0)  # noqa: SLF001
    with warnings.catch_warnings():
        # Torch warns that kernels are replaced, which is the intention.
        warnings.simplefilter("ignore")
        for name in torch._C._dispatch_get_registrations_for_dispatch_key("Autograd"):  # noqa: SLF001
            if name.startswith("aten::"):
                library.impl(
                    name.removeprefix("aten::"), "Autograd", torch.library.fallthrough_kernel
                )

    # The kernels exist as long as the library does. A reference that Python does not know keeps it
    # alive, so that the student's code can neither find nor end it.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))

    _refuse_gradients()


def _refuse_gradients() -> None:
    """Replace the functions that compute gradients by one that raises."""
    import torch

    transforms = (
        "grad",
        "grad_and_value",
        "hessian",
        "jacfwd",
        "jacrev",
        "jvp",
        "linearize",
        "vjp",
    )
    for place, names in (
        (torch.Tensor, ("backward",)),
        (torch.autograd, ("backward", "grad")),
        (torch.autograd.functional, ("hessian", "hvp", "jacobian", "jvp", "vhp", "vjp")),
        (torch.autograd.forward_ad, ("make_dual",)),
        (torch.autograd.graph, ("_engine_run_backward",)),
        (torch.autograd.Variable, ("_execution_engine",)),
        (torch.func, transforms),
        (torch._functorch.apis, transforms),  # noqa: SLF001 - what torch.func and functorch export
        (torch._functorch.eager_transforms, (*transforms, "grad_impl", "grad_and_value_impl")),  # noqa: SLF001
        # TorchScript's old executor differentiates without these kernels, and the engine would use
        # what it recorded.
        (torch._C, ("_EngineBase", "_ImperativeEngine", "_jit_set_profiling_executor")),  # noqa: SLF001
    ):
        for name in filter(partial(hasattr, place), names):
            setattr(place, name, _refusal())


def _refusal() -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AutogradIsOffError(
            "autograd is switched off in this assignment: write the gradient by hand"
        )

    refuse.run_backward = refuse  # type: ignore[attr-defined]  # where it replaces the engine
    return refuse
