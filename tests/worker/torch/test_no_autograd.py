"""Autograd switched off: no way leads to a gradient, and everything else works as usual."""

import textwrap

import pytest
import torch

from grader.errors import StudentError
from grader.results import Reason
from grader.sandbox.limits import Limits

W = torch.tensor([[3.0, -2.0], [1.0, 5.0]])
GRADIENT = 2 * W  # of the sum of squares
REFUSED = "f asks autograd for a gradient, which is switched off here: derive it by hand"
LIMITS = Limits(cpu_s=15, wall_s=50)


@pytest.fixture
def by_hand(student_of, warm_by_hand):
    """Return a function that calls f(w) with this body for W, where autograd is switched off."""

    def by_hand(body, *args, process=warm_by_hand):
        head = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\ndef f(w=None):\n"
        text = head + textwrap.indent(textwrap.dedent(body).strip(), "    ")
        return student_of(text, process=process, limits=LIMITS).f(*(args or (W,)))

    return by_hand


SQUARE = "lambda w: (w ** 2).sum()"
TRACED = """
    def g(w, v):
        h = w.mm(v).relu()
        return (h * h * 2).sum()
    """
ASKING = {
    "backward": "y = (w.requires_grad_() ** 2).sum()\ny.backward()\nreturn w.grad",
    "grad": "y = (w.requires_grad_() ** 2).sum()\nreturn torch.autograd.grad(y, w)[0]",
    "autograd.backward": "y = (w.requires_grad_() ** 2).sum()\ntorch.autograd.backward(y)\nreturn w.grad",
    "grad imported by its name": "from torch.autograd import grad\nreturn grad((w.requires_grad_() ** 2).sum(), w)[0]",
    "a parameter": "w = nn.Parameter(w)\n(w ** 2).sum().backward()\nreturn w.grad",
    "func.grad": f"return torch.func.grad({SQUARE})(w)",
    "func.grad_and_value": f"return torch.func.grad_and_value({SQUARE})(w)[0]",
    "func.jacrev": f"return torch.func.jacrev({SQUARE})(w)",
    "func.jacfwd": f"return torch.func.jacfwd({SQUARE})(w)",
    "func.hessian": f"return torch.func.hessian({SQUARE})(w)",
    "func.jvp": f"return torch.func.jvp({SQUARE}, (w,), (w,))[1]",
    "func.vjp": f"return torch.func.vjp({SQUARE}, w)[1](torch.tensor(1.0))[0]",
    "func.vmap of grad": f"return torch.func.vmap(torch.func.grad({SQUARE}))(w)",
    "functorch": f"import functorch\nreturn functorch.grad({SQUARE})(w)",
    "functorch's parts": f"from torch._functorch.eager_transforms import vjp\nreturn vjp({SQUARE}, w)[1](w.sum())[0]",
    "functional.jacobian": f"return torch.autograd.functional.jacobian({SQUARE}, w)",
    "functional.vjp": f"return torch.autograd.functional.vjp({SQUARE}, w)[1]",
    "functional imported by its name": (
        f"from torch.autograd.functional import jacobian as j\nreturn j({SQUARE}, w)"
    ),
    "forward_ad": """
        import torch.autograd.forward_ad as forward
        with forward.dual_level():
            return forward.unpack_dual((forward.make_dual(w, w) ** 2).sum()).tangent
        """,
    "enable_grad": "with torch.enable_grad():\n    (w.requires_grad_() ** 2).sum().backward()\nreturn w.grad",
    "set_grad_enabled": "torch.set_grad_enabled(True)\n(w.requires_grad_() ** 2).sum().backward()\nreturn w.grad",
    "_set_grad_enabled": (
        "torch._C._set_grad_enabled(True)\n(w.requires_grad_() ** 2).sum().backward()\nreturn w.grad"
    ),
    "inference_mode(False)": """
        with torch.inference_mode(False):
            w = w.clone().requires_grad_()
            (w ** 2).sum().backward()
        return w.grad
        """,
    "nn.Linear": "layer = nn.Linear(2, 1)\nlayer(w).sum().backward()\nreturn layer.weight.grad",
    "F.linear": "w.requires_grad_()\nF.linear(w, w).sum().backward()\nreturn w.grad",
    "einsum": "w.requires_grad_()\ntorch.einsum('ij,ij->', w, w).backward()\nreturn w.grad",
    "a loss": "w.requires_grad_()\nnn.MSELoss(reduction='sum')(w, 0 * w).backward()\nreturn w.grad",
    "the engine": """
        y = (w.requires_grad_() ** 2).sum()
        engine = torch.autograd.Variable._execution_engine
        return engine.run_backward((y,), (torch.ones(()),), False, False, (w,), allow_unreachable=True)
        """,
    "a new engine": """
        y = (w.requires_grad_() ** 2).sum()
        return torch._C._ImperativeEngine().run_backward((y,), (torch.ones(()),), False, False)
        """,
    "the engine's type": """
        (w.requires_grad_() ** 2).sum()
        for kind in object.__subclasses__():
            if kind.__name__ == "_EngineBase":
                return kind().run_backward((w,), (torch.ones(2, 2),), False, False, (), True, True)
        """,
    "the engine's method": """
        engines = [kind for kind in object.__subclasses__() if kind.__name__ == "_EngineBase"]
        return vars(engines[0])["run_backward"](engines[0](), (w,), (w,), False, False)
        """,
    "forward mode's operation": "return torch._make_dual(w, w, level=0)",
    "forward mode's operator": "return torch.ops.aten._make_dual(w, w, 0)",
    "forward mode's function of C": "return torch._C._VariableFunctions._make_dual(w, w, level=0)",
    "forward mode of functorch": "return torch._C._functorch._jvp_increment_nesting()",
    "reverse mode of functorch": "return torch._C._functorch._grad_increment_nesting()",
    "reverse mode under another name": (
        "import torch._functorch.eager_transforms as e\nreturn e._grad_increment_nesting()"
    ),
    "backward as an operator": "return torch.ops.aten._backward(w.requires_grad_(), [w])",
    "AOT autograd": """
        from torch._functorch.aot_autograd import aot_function
        g = aot_function(lambda w: (w ** 2).sum(), fw_compiler=lambda g, _: g)
        g(w.requires_grad_()).backward()
        """,
    "an exported program": "return torch.export.export(nn.Linear(2, 2), (w,))",
    "other kernels": """
        library = torch.library.Library("aten", "IMPL")
        library.impl("mul.Tensor", lambda a, b: a, "Autograd")
        """,
    "other kernels by default": """
        library = torch.library.Library("aten", "IMPL", "AutogradCPU")
        library.impl("mul.Tensor", lambda a, b: a)
        """,
    "a compilation unit": "return torch.jit.CompilationUnit('def g(w):\\n    return w * w')",
    "a compilation unit of C": "return torch._C.CompilationUnit().define('def g(w): return w', None)",
    "TorchScript's compiler": "return torch._C._jit_script_compile('g', None, None, {})",
    "TorchScript's tracer": "return torch._C._create_function_from_trace('g', None, (w,), None, 1)",
    "a graph's derivative": (
        "g = torch._C.parse_ir('graph(%w : Tensor):\\n  return (%w)')\nreturn torch._C._jit_differentiate(g)"
    ),
    "a graph as a function": (
        "g = torch._C.parse_ir('graph(%w : Tensor):\\n  return (%w)')\n"
        "return torch._C._create_function_from_graph('g', g)"
    ),
    "a graph that is interpreted": (
        "g = torch._C.parse_ir('graph(%w : Tensor):\\n  return (%w)')\n"
        "return torch._C._jit_interpret_graph(g, (w,))"
    ),
    "a saved program": "return torch._C.import_ir_module(None, 'x.pt', None, {}, False)",
    "TorchScript after a switch in the environment": f"""
        import os
        os.environ["TORCH_JIT_DISABLE_NEW_EXECUTOR"] = "1"
        {textwrap.indent(textwrap.dedent(TRACED), " " * 8).strip()}
        g = torch.jit.trace(g, (w, w))
        g(w.requires_grad_(), w).backward()
        """,
    "gradcheck's parts": (
        "from torch.autograd.gradcheck import _get_analytical_jacobian as g\nv = w.double().requires_grad_()\n"
        "y = torch.ones((), requires_grad=True)\nreturn g((v,), (y,), 0, 0)"
    ),
    "TorchScript": f"{textwrap.dedent(TRACED)}\ng = torch.jit.trace(g, (w, w))\ng(w.requires_grad_(), w).backward()",
    "TorchScript's old executor": f"{textwrap.dedent(TRACED)}\ntorch._C._jit_set_profiling_executor(False)",
    "checkpoint": """
        from torch.utils.checkpoint import checkpoint
        checkpoint(lambda w: (w ** 2).sum(), w.requires_grad_(), use_reentrant=True).backward()
        return w.grad
        """,
}


@pytest.mark.parametrize("body", ASKING.values(), ids=ASKING)
def test_asking_for_a_gradient_reports_that_autograd_is_off(by_hand, body):
    with pytest.raises(StudentError) as caught:
        by_hand(body)
    assert caught.value.reason is Reason.ERROR
    assert caught.value.message.startswith(REFUSED)
    assert "line" in caught.value.message


def test_another_thread_gets_no_gradient_either(by_hand):
    body = """
        import threading
        messages = []
        def ask():
            try:
                (w.clone().requires_grad_() ** 2).sum().backward()
            except RuntimeError as error:
                messages.append(str(error))
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        return messages
        """
    assert by_hand(body) == [
        "autograd is switched off in this assignment: write the gradient by hand"
    ]


RECORDING = {
    "an operation": "v * v",
    "under enable_grad": "torch.enable_grad()(lambda: v * v)()",
    "outside inference_mode": "torch.inference_mode(False)(lambda: v.clone() * 2)()",
    "a view": "v[0]",
    "a copy": "v.clone()",
    "another dtype": "v.double()",
    "a copy into another": "torch.zeros(2, 2).copy_(v)",
    "a convolution": "nn.Conv2d(1, 1, 1)(v[None, None])",
    "a layer": "nn.Linear(2, 3)(v)",
    "an LSTM": "nn.LSTM(2, 3)(v[None])[0]",
    "attention": "nn.MultiheadAttention(2, 1)(v, v, v)[0]",
    "cross entropy": "F.cross_entropy(v, torch.tensor([0, 1]))",
    "by the operator": "torch.ops.aten.mul.Tensor(v, v)",
    "sparse": "v.to_sparse()",
    "after a custom function": "Same.apply(v) * 2",
    "TorchScript": "[script(v, v) for _ in range(5)][-1]",
    "a second library": "again(v)",
    "a checkpoint": "checkpoint(lambda v: v * 2, v, use_reentrant=False)",
}
TOOLS = """
    from torch.utils.checkpoint import checkpoint
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()
        @staticmethod
        def backward(ctx, g):
            return g
    def script(a, b):
        h = a.mm(b).relu()
        return (h * h * 2).mm(b)
    script = torch.jit.trace(script, (w, w))
    def again(v):
        library = torch._C._dispatch_library("IMPL", "aten", "Autograd", "", 0)
        library.impl("mul.Tensor", "Autograd", torch.library.fallthrough_kernel)
        library.reset()
        return v * v
    v = w.clone().requires_grad_()
    y = {}
    return y.grad_fn is None
    """


@pytest.mark.parametrize("expression", RECORDING.values(), ids=RECORDING)
@pytest.mark.filterwarnings("ignore")
def test_nothing_is_recorded_whatever_is_switched_on(by_hand, expression):
    assert by_hand(TOOLS.replace("{}", expression)) is True


def test_the_garbage_collector_does_not_show_the_kernels_that_switch_it_off(
    by_hand,
):
    body = "import gc\nreturn [o for o in gc.get_objects() if type(o) is torch._C._DispatchModule]"
    assert by_hand(body) == []


OWN = """
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return (x ** 2).sum()
        @staticmethod
        def backward(ctx, g):
            return 2 * g * ctx.saved_tensors[0]
    v = w.clone().requires_grad_()
    y = Square.apply(v)
    """


def test_a_function_with_the_students_own_derivative_is_not_differentiated_either(by_hand):
    with pytest.raises(StudentError, match=REFUSED):
        by_hand(f"{OWN}\n    y.backward()\n    return v.grad")


def test_the_students_own_derivative_can_be_called(by_hand):
    """It is the student's own work, derived by hand, so it may be used."""
    assert torch.equal(by_hand(f"{OWN}\n    return y.grad_fn.apply(torch.tensor(1.0))"), GRADIENT)


HARMLESS = {
    "requires_grad_": ("return (w.requires_grad_() * 2).detach()", 2 * W),
    "no_grad": ("with torch.no_grad():\n    return 2 * w", 2 * W),
    "no_grad as a decorator": ("return torch.no_grad()(lambda: 2 * w)()", 2 * W),
    "set_grad_enabled(False)": ("torch.set_grad_enabled(False)\nreturn 2 * w", 2 * W),
    "inference_mode": ("with torch.inference_mode():\n    v = w * 1\nreturn v * 2", 2 * W),
    "detach and clone": ("v = w.detach().clone()\nv += 1\nreturn w", W),
    "a detached view": (
        "v = w.clone().requires_grad_()\nv.detach()[0] = 7\nreturn v",
        torch.tensor([[7.0, 7], [1, 5]]),
    ),
    "numpy of what requires gradients": (
        "return torch.tensor((w.requires_grad_() * 2).numpy())",
        2 * W,
    ),
    "in place": ("v = w.clone()\nv -= 0.5 * v\nv.mul_(4).add_(1)\nreturn v", 2 * W + 1),
    "in place on a leaf": ("v = w.clone().requires_grad_()\nv -= 1\nreturn v", W - 1),
    "in place on a view": ("v = w.clone()\nv[0].mul_(3)\nreturn v", W * torch.tensor([[3.0], [1]])),
    "through a reshaped view": (
        "v = w.clone()\nv.view(4)[1:3] = 9\nreturn v",
        torch.tensor([[3.0, 9], [9, 5]]),
    ),
    "through a transposed view": (
        "v = w.clone()\nv.t()[0] = 9\nreturn v",
        torch.tensor([[9.0, -2], [9, 5]]),
    ),
    "through a mask": ("v = w.clone()\nv[w < 0] = 0\nreturn v", W.clamp(min=0)),
    "out=": ("v = torch.empty(2, 2)\ntorch.mm(w, w, out=v)\nreturn v", W @ W),
    "transposed in place": ("v = w.clone()\nv.t_()\nreturn v", W.T),
    "a layer": (
        "layer = nn.Linear(2, 2, bias=False)\nlayer.weight.data = w\nreturn layer(w)",
        W @ W.T,
    ),
    "einsum": ("return torch.einsum('ij,jk->ik', w, w)", W @ W),
    "an optimizer with gradients by hand": (
        "p = nn.Parameter(w.clone())\np.grad = 2 * w\ntorch.optim.SGD([p], 0.5).step()\nreturn p",
        0 * W,
    ),
    "grad is None": (
        "v = w.clone().requires_grad_()\nassert (v * 2).grad is None and v.grad is None\nreturn v",
        W,
    ),
    "scripted": (
        "@torch.jit.script\ndef g(v):\n    return v * 2\nreturn g(w)",
        2 * W,
    ),
    "traced": ("return torch.jit.trace(lambda v: v * 2, (w,))(w)", 2 * W),
    "a scripted layer": (
        "layer = torch.jit.script(nn.Linear(2, 2, bias=False))\nlayer.weight.data = w\nreturn layer(w)",
        W @ W.T,
    ),
    "an operation of its own": (
        """
        library = torch.library.Library("mine", "DEF")
        library.define("twice(Tensor v) -> Tensor")
        library.impl("twice", lambda v: v * 2, "CPU")
        return torch.ops.mine.twice(w)
        """,
        2 * W,
    ),
    "vmap": ("return torch.func.vmap(lambda r: r * 2)(w)", 2 * W),
    "save_on_cpu": ("with torch.autograd.graph.save_on_cpu():\n    return w * 2", 2 * W),
}


@pytest.mark.parametrize(("body", "want"), HARMLESS.values(), ids=HARMLESS)
def test_code_that_asks_for_no_gradient_works_as_usual(by_hand, body, want):
    assert torch.equal(by_hand(body), want)


def test_random_functions_of_numbers_are_the_same_with_and_without_autograd(by_hand, warm_torch):
    body = """
        torch.manual_seed(3)
        v = torch.randn(6, 5)
        found = [getattr(torch, name)(v) for name in ("exp", "sigmoid", "tanh", "relu", "abs", "norm", "pinverse")]
        found += [v.cumsum(0), v.sort()[0], v.softmax(1), v.var(0), v.max(1)[0], v.t() @ v, v.gather(0, v.argsort(0))]
        found += [F.pad(v, (1, 2)), v.roll(1), v.flip(0), torch.cat([v, v]), torch.linalg.svd(v)[1]]
        return found
        """
    for off, on in zip(by_hand(body), by_hand(body, process=warm_torch), strict=True):
        assert torch.equal(off, on)


def test_autograd_works_where_it_is_not_switched_off(by_hand, warm_torch):
    assert torch.equal(by_hand(ASKING["backward"], process=warm_torch), GRADIENT)


@pytest.mark.parametrize(
    "start",
    [
        "import subprocess, sys; subprocess.run([sys.executable, '-c', '1'])",
        pytest.param("import os; os.fork()", marks=pytest.mark.forks),
        "import os, sys; os.execv(sys.executable, [sys.executable])",
        "import os; os.system('true')",
        "import os, sys; os.posix_spawn(sys.executable, [sys.executable, '-c', '1'], {})",
        "import multiprocessing; multiprocessing.get_context('spawn').Process().start()",
    ],
)
def test_no_other_process_is_started_where_autograd_would_work(student_of, warm_by_hand, start):
    student = student_of(f"def f(x):\n    {start}\n    return x\n", process=warm_by_hand)
    with pytest.raises(StudentError, match="no other process can be started"):
        student.f(1)
