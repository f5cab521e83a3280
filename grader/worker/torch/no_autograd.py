"""Switch autograd off in this process, for homework that derives its gradients by hand.

Every operation of torch has a kernel that records it for autograd; here each is replaced by one
that falls through to the operation itself. So nothing records, in any thread and whatever the
student's code switches on again: not under ``enable_grad``, not outside ``inference_mode``, not
with ``torch.func``. The functions that would then fail with puzzling words, or give zeros, say what
is the matter instead.
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
        warnings.simplefilter("ignore")  # that kernels are replaced is what is meant
        for name in torch._C._dispatch_get_registrations_for_dispatch_key("Autograd"):  # noqa: SLF001
            if name.startswith("aten::"):
                library.impl(
                    name.removeprefix("aten::"), "Autograd", torch.library.fallthrough_kernel
                )
    ctypes.pythonapi.Py_IncRef(
        ctypes.py_object(library)
    )  # its kernels leave with it, so nobody shall find and end it
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
        (torch._functorch.apis, transforms),  # noqa: SLF001 - what torch.func and functorch give
        (torch._functorch.eager_transforms, (*transforms, "grad_impl", "grad_and_value_impl")),  # noqa: SLF001
        # TorchScript's old executor differentiates without the kernels, and the engine would follow
        # what it leaves.
        (torch._C, ("_EngineBase", "_ImperativeEngine", "_jit_set_profiling_executor")),  # noqa: SLF001
    ):
        for name in filter(partial(hasattr, place), names):
            setattr(place, name, _refusal())


def _refusal() -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AutogradIsOffError(
            "autograd is switched off in this assignment: write the gradient by hand"
        )

    refuse.run_backward = refuse  # type: ignore[attr-defined]  # where it stands for the engine
    return refuse
