"""A simulated device.

Correct code stays on it with the right values, and values that leave it are detected.
"""

import textwrap

import pytest
import torch

from grader.errors import StudentError
from grader.sandbox.limits import Limits

LIMITS = Limits(cpu_s=15, wall_s=50)
RANDOM = torch.Generator().manual_seed(4)
G, H, W = (torch.randn(*shape, generator=RANDOM) for shape in [(3, 4), (3, 4), (4, 2)])


@pytest.fixture
def f_of(student_of, warm_by_hand):
    """Return a function that makes a student with a function f(g, h, w) of this body.

    The shape of g and h is (3, 4), that of w is (4, 2).
    """

    def f_of(body, process=warm_by_hand):
        head = (
            "import torch\nimport numpy as np\nimport torch.nn.functional as F\n\ndef f(g, h, w):\n"
        )
        text = head + textwrap.indent(textwrap.dedent(body).strip(), "    ")
        return student_of(text, process=process, limits=LIMITS)

    return f_of


def value_on_device(student, *args):
    """Return the value of f on the simulated device, moved to the CPU."""
    return next(student.call("f", args or (G, H, W), {}, elsewhere=True)).value


def strays(function, *args):
    """How a function leaves the device of its tensors; None where it stays, or fails otherwise."""
    try:
        return function.elsewhere(*args)[1] or None
    except StudentError:
        return None


HONEST = [
    # ReLU's backward pass
    "r = g.clone(); r[h < 0] = 0; return r",
    "r = g.clone(); r[h <= 0] = 0.0; return r",
    "return g * (h > 0)",
    "return g * (h > 0).float()",
    "return g * (h > 0).to(g.dtype)",
    "return g * (h > 0).type_as(g)",
    "return g.mul(h.gt(0))",
    "return torch.where(h > 0, g, 0.0)",
    "return torch.where(h > 0, g, torch.zeros_like(g))",
    "return torch.where(h > 0, g, torch.tensor(0.0))",
    "return torch.where(h > 0, g, g.new_zeros(()))",
    "return g.masked_fill(h < 0, 0)",
    "r = g.clone(); r.masked_fill_(h < 0, 0); return r",
    "r = torch.zeros_like(g); r[h > 0] = g[h > 0]; return r",
    "r = g.new_zeros(g.shape); m = h > 0; r[m] = g[m]; return r",
    "return g * h.sign().clamp(min=0)",
    "return g * torch.heaviside(h, torch.tensor(0.0))",
    "return g * (h.relu() / h)",
    "r = torch.empty_like(g); torch.mul(g, h > 0, out=r); return r",
    "r = g + 0; r.mul_(h > 0); return r",
    "r = torch.zeros(3, 4, device=g.device); r += g * (h > 0); return r",
    "r = torch.zeros(g.shape, dtype=g.dtype, device=h.device); r[:] = g; return r",
    "r = g.detach().clone(); r[torch.nonzero(h < 0, as_tuple=True)] = 0; return r",
    "r = torch.stack([a * (b > 0) for a, b in zip(g, h)]); return r",
    "r = g.clone()\nfor i in range(3):\n    for j in range(4):\n        r[i, j] *= h[i, j] > 0\nreturn r",
    "r = g.clone()\nfor i in range(3):\n    r[i] = g[i] * (h[i] > 0)\nreturn r",
    # products
    "return h.mm(w)",
    "return h @ w",
    "return torch.matmul(h, w)",
    "return h.t().mm(g)",
    "return h.T @ g",
    "return torch.einsum('ni,nj->ij', h, g)",
    "return (h[:, :, None] * g[:, None, :]).sum(0)",
    "return sum(torch.outer(a, b) for a, b in zip(h, g))",
    "return torch.addmm(torch.zeros(3, 2, device=w.device), h, w)",
    "return F.linear(h, w.t())",
    "return torch.bmm(h[None], w[None])[0]",
    "return torch.tensordot(h, w, dims=1)",
    "return h.transpose(0, 1).contiguous().view(4, 3).matmul(g)",
    "return h.clamp(min=0).mm(w)",
    "return torch.maximum(h, torch.zeros_like(h)) @ w",
    "return torch.max(h, torch.tensor(0.0)) @ w",
    "return torch.nn.ReLU()(h) @ w",
    # losses and their derivatives
    "return 2 * (g - h)",
    "return 2.0 * (g - h) / 1",
    "return (g - h).mul(2)",
    "return torch.sub(g, h) * 2",
    "return (g - h).pow(2).sum()",
    "return ((g - h) ** 2).sum().item()",
    "return float(((g - h) ** 2).sum())",
    "return torch.sum(torch.square(g - h)).tolist()",
    "return F.mse_loss(g, h, reduction='sum')",
    "return torch.norm(g - h) ** 2",
    "return torch.dist(g, h).item()",
    # updates
    "return g - 0.1 * h, h - 0.1 * g",
    "g = g.clone(); g -= 0.1 * h; return g",
    "g = g.clone(); g.sub_(h, alpha=0.1); return g",
    "return torch.sub(g, h, alpha=0.1)",
    "return g.add(h, alpha=-0.1)",
    "return torch.lerp(g, h, 0.1)",
    "return g - torch.tensor(0.1) * h",
    "return g - torch.full_like(g, 0.1) * h",
    "rate = torch.tensor([0.1], device=g.device); return g - rate * h",
    "with torch.no_grad():\n    g = g.clone(); g -= h\nreturn g",
    "g = torch.nn.Parameter(g.clone()); g.data -= h; return g.data",
    "losses = []\nfor _ in range(3):\n    g = g - 0.1 * h\n    losses.append((g ** 2).sum().item())\nreturn g, losses",
    "losses = torch.zeros(3)\nfor i in range(3):\n    losses[i] = (g * h).sum()\nreturn g + 0, losses.tolist()",
    # devices asked for by name
    "return g.to(h.device)",
    "return torch.ones(3, 4).to(g)",
    "return torch.ones(3, 4).to(g.device) * g",
    "return torch.tensor([[1.0, 2, 3, 4]]).to(g.device) * g",
    "return torch.tensor([[1.0, 2, 3, 4]], device=g.device) * g, torch.tensor(3.0, device=g.device) * g",
    "return g * torch.tensor(data=[2.0], dtype=torch.float32, device=str(g.device), requires_grad=False)",
    "return torch.as_tensor([1.0], device=g.device) + g, torch.asarray([1.0], device=g.device) + g",
    "return torch.as_tensor(np.ones(4, 'f4'), device=g.device) + g, torch.as_tensor(g, device=g.device)",
    "return g.new_tensor([1.0, 2, 3, 4]) * g, g.new_tensor([[1, 2]]), g.new_tensor(data=3.0)",
    "return torch.tensor([[x * 2 for x in row] for row in g.tolist()], device=g.device)",
    "return torch.tensor([[g[0, 0], g[0, 1]]], device=g.device)",
    "with torch.device(g.device):\n    return torch.ones(4) * g, torch.tensor([2.0]) * g",
    "torch.set_default_device(g.device)\nr = torch.ones(4) * g\ntorch.set_default_device(None)\nreturn r",
    "return torch.scalar_tensor(0.1, device=g.device) * g, torch.full((3, 4), 2.0, device=g.device) * g",
    "return torch.arange(4, device=g.device) * g",
    "return torch.eye(3, device=g.device) @ g",
    "return torch.cat([g, h]), torch.split(g, 2)[0], g.chunk(2)[1], g.reshape(4, 3), g.flatten(1)",
    "return g.numel(), g.shape[0], list(g.size()), g.dtype == torch.float32, g.dim()",
    "return g.type(torch.float64), g.double().float(), g.half().float()",
    "return [g, (h, w)]",
]


@pytest.mark.parametrize("body", HONEST)
def test_correct_code_stays_on_the_device_with_the_values_of_the_cpu(f_of, body):
    student = f_of(body)
    on_cpu = student.f(G, H, W)
    on_device = value_on_device(student)
    assert student.strayed == []
    assert repr(on_device) == repr(on_cpu)
    assert strays(student.f, G, H, W) is None


NOT_RETURNED = "does not return its result on the device of its inputs"
MIXED = "uses tensors of several devices, or NumPy on a tensor that is not on the CPU"
STRAYING = {
    "return (g * h).cpu()": NOT_RETURNED,
    "return g.cpu() * h.cpu()": NOT_RETURNED,
    "return g.to('cpu')": NOT_RETURNED,
    "return g.to(torch.device('cpu')), h": NOT_RETURNED,
    "return torch.zeros(3, 4)": NOT_RETURNED,
    "return torch.ones(h.shape)": NOT_RETURNED,
    "return torch.tensor(g.tolist())": NOT_RETURNED,
    "return torch.tensor([[a * 2 for a in row] for row in g.tolist()])": NOT_RETURNED,
    "return torch.tensor([[g[0, 0], g[0, 1]]])": NOT_RETURNED,
    "return torch.from_numpy(g.cpu().numpy() * 2)": NOT_RETURNED,
    "r = torch.zeros(3, 4)\nfor i in range(3):\n    r[i, 0] = g[i, 0]\nreturn r": NOT_RETURNED,
    "return g, torch.zeros(3, 4)": NOT_RETURNED,
    "return [g, [g.cpu()]]": NOT_RETURNED,
    "return g.cpu().clone().requires_grad_(False)": NOT_RETURNED,
    "return torch.tensor(g.detach().cpu().numpy())": NOT_RETURNED,
    "r = torch.empty(3, 4); r.copy_(g); return r": NOT_RETURNED,
    "return torch.from_numpy(g.numpy() * 2)": MIXED,
    "return torch.tensor(np.maximum(g, 0))": MIXED,
    "return torch.tensor(np.asarray(g))": MIXED,
    "return torch.tensor(np.dot(h.detach().numpy(), w.detach().numpy()))": MIXED,
    "return g * torch.zeros(3, 4)": MIXED,
    "return g + torch.ones(4)": MIXED,
    "return torch.where(h > 0, g, torch.zeros(3, 4))": MIXED,
    "r = torch.zeros(3, 4); r += g; return r": MIXED,
    "return h @ torch.randn(4, 2)": MIXED,
    "return torch.cat([g, torch.zeros(1, 4)])": MIXED,
    "return torch.zeros(3, 3).mm(g)": MIXED,
}


@pytest.mark.parametrize(("body", "message"), STRAYING.items(), ids=STRAYING)
def test_values_that_leave_the_device_are_detected(f_of, body, message):
    student = f_of(body)
    assert strays(student.f, G, H, W) == message
    # Only elsewhere() reports it.
    assert student.strayed == []


@pytest.mark.parametrize(
    "body", [body for body, message in STRAYING.items() if message == NOT_RETURNED]
)
def test_on_the_cpu_nothing_strays(f_of, body):
    student = f_of(body)
    student.f(G, H, W)
    assert student.strayed == []


@pytest.mark.parametrize(
    "body",
    [
        "return g + torch.ones(4)",
        "return torch.zeros(3, 3) @ g",
        "g.clone().add_(torch.ones(3, 4))",
        "torch.ones(3, 4).add_(g)",
    ],
)
def test_tensors_of_two_devices_do_not_mix_as_on_a_gpu(f_of, body):
    with pytest.raises(
        StudentError, match="Expected all tensors to be on the same device, but found at least two"
    ):
        value_on_device(f_of(body))


def test_numpy_refuses_a_tensor_that_is_not_on_the_cpu(f_of):
    with pytest.raises(StudentError, match=r"Use Tensor.cpu\(\) to copy the tensor"):
        value_on_device(f_of("return g.numpy()"))


@pytest.mark.parametrize(
    "body", ["return 1 / 0", "return nothing", "raise NotImplementedError", "return h.mm(g)"]
)
def test_where_a_function_fails_for_other_reasons_nothing_is_reported(f_of, body):
    assert strays(f_of(body).f, G, H, W) is None


@pytest.mark.parametrize(
    "body", ["return 3.0", "return None", "return (g ** 2).sum().cpu()", "return g.tolist()"]
)
def test_numbers_lists_and_losses_may_be_on_any_device(f_of, body):
    assert strays(f_of(body).f, G, H, W) is None


def test_a_call_on_the_device_does_not_change_the_next_one_on_the_cpu(f_of):
    student = f_of("return torch.zeros(2, 2), g.is_meta, str(torch.ones(1).device)")
    assert value_on_device(student)[1:] == (True, "cpu")
    assert student.f(G, H, W)[1:] == (False, "cpu")


def test_arguments_that_a_call_on_the_device_changes_are_found(f_of):
    student = f_of("h += 1\nreturn g * 2")
    value_on_device(student)
    assert student.changed == [("h", "f")]


def test_stand_ins_answer_on_the_device_too(student_of, warm_by_hand):
    text = "import torch\ndef f(x):\n    return g(x) + x\n"
    student = student_of(
        text, process=warm_by_hand, limits=LIMITS, reference={"g": lambda x: 2 * x}
    )
    student.restart(["g"])
    assert torch.equal(value_on_device(student, G), 3 * G)
    assert strays(student.f, G) is None


def test_no_slow_import_happens_on_the_device(f_of):
    body = """
        import sys
        r = (g * (h > 0)) @ w
        r[r < 0] = 0
        return [name for name in ("torch._dynamo", "sympy", "torch._inductor", "torch.fx.experimental.symbolic_shapes")
                if name in sys.modules]
        """
    assert value_on_device(f_of(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "x[:, [0]]",
        "x[list(range(2))]",
        "x[..., torch.arange(2)]",
        "x[(x < 0).cpu()]",
        "x[torch.arange(2)]",
    ],
)
def test_indices_may_be_on_the_cpu_as_on_a_gpu(student_of, warm_by_hand, body):
    text = f"import torch\ndef f(x):\n    return {body}\n"
    student = student_of(text, process=warm_by_hand)
    assert strays(student.f, torch.randn(2, 3)) is None


def test_a_mask_on_the_cpu_may_choose_what_is_set(student_of, warm_by_hand):
    text = "def f(x):\n    y = x.clone()\n    y[(x < 0).cpu()] = 0\n    return y\n"
    assert strays(student_of(text, process=warm_by_hand).f, torch.randn(2, 3)) is None
