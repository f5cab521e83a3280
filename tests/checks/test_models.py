"""What stays in the submission's process.

Defaults, gradients, optimizers, and stand-ins that give them.
"""

import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

from grader import wire
from grader.checks.models import RemoteOptimizer, named, pairs
from grader.checks.stand_ins import StandInModels, answer
from grader.checks.student import RESERVED, Student
from grader.errors import StudentError
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.sandbox.shared_arrays import NamedArrays

LIMITS = Limits(cpu_s=15, wall_s=50)


def failure(call):
    with pytest.raises(StudentError) as caught:
        call()
    return caught.value


@pytest.fixture
def torch_student(student_of, warm_torch):
    """Makes a student that has torch."""

    def make(text, **options):
        text = "import torch\nfrom torch import nn\n" + textwrap.dedent(text)
        return student_of(text, process=warm_torch, limits=LIMITS, **options)

    return make


# ----------------------------------------------------------------------------------------- defaults


@pytest.mark.parametrize(
    ("definition", "defaults"),
    [
        ("def f(x, rate=1e-6, steps=500): pass", {"rate": 1e-6, "steps": 500}),
        ("def f(x, *, steps=500, rate): pass", {"steps": 500}),
        ("def f(x, /, y=-1): pass", {"y": -1}),
        ("def f(x): pass", {}),
        ("f = lambda x, a='b', c=None: x", {"a": "b", "c": None}),
        ("N = 3\ndef f(n=N, m=N * 2): pass", {"n": 3, "m": ...}),
        ("def f(n=1): pass\ndef f(n=2): pass", {"n": 2}),
        ("def f(x={}): pass", {"x": {}}),
        ("def f(x=1):\n    raise SystemExit", {"x": 1}),
        ("import functools\n@functools.lru_cache\ndef f(n=1): pass", {"n": 1}),
        ("import functools\nf = functools.partial(lambda a, b=2: 0, 1)", None),
        ("class f:\n    def __init__(self, size=4): pass", None),
        ("def f(*args): pass", None),
        ("def f(x, **options): pass", None),
        ("def f(n=1): pass\nf = dict", None),
        ("def g(n=1): pass", None),
        ("def f(n=1: pass", None),
    ],
)
def test_defaults_are_read_from_the_text(student_of, definition, defaults):
    student = student_of(definition)
    assert student.f.defaults() == defaults
    assert student.called == ["f"]


def test_what_a_signature_claims_does_not_count(student_of):
    text = """
        import inspect
        def f(n=1): pass
        f.__signature__ = inspect.Signature()
        f.__defaults__ = (500,)
        inspect.signature = None
        """
    assert student_of(text).f.defaults() == {"n": 1}


# ---------------------------------------------------------------------------------------- gradients


def test_a_value_comes_with_autograds_gradients(torch_student):
    student = torch_student("def f(x, w, b):\n    return (x * w).sum() + 0 * b.detach().sum()")
    x, w, b = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), torch.ones(2)
    value, (by_w, by_b) = student.f.with_gradients(x, w, b, by=(1, 2))
    assert (value.item(), by_w.tolist(), by_b) == (11.0, [1.0, 2.0], None)
    assert student.changed == []
    assert not w.requires_grad


@pytest.mark.parametrize(
    "body",
    [
        "return (x ** 2).sum().item()",
        "return (x ** 2).sum().detach()",
        "return x ** 2",
        "return None",
    ],
)
def test_a_value_that_no_gradient_flows_through_has_none(torch_student, body):
    _, gradients = torch_student(f"def f(x):\n    {body}").f.with_gradients(torch.ones(2), by=(0,))
    assert gradients == [None]


def test_a_function_that_differentiates_itself_too_keeps_its_gradients(torch_student):
    text = "def f(x):\n    y = (x ** 2).sum()\n    y.backward(retain_graph=True)\n    return y"
    _, (gradient,) = torch_student(text).f.with_gradients(torch.ones(2), by=(0,))
    assert gradient.tolist() == [2, 2]


def test_a_graph_that_the_function_freed_is_its_error(torch_student):
    text = "def f(x):\n    y = (x ** 2).sum()\n    y.backward()\n    return y"
    error = failure(lambda: torch_student(text).f.with_gradients(torch.ones(2), by=(0,)))
    assert "backward through the graph a second time" in error.message


# --------------------------------------------------------------------------------------- optimizers


MAKES = """
    def f(model, rate=0.1):
        return torch.optim.SGD(model.parameters(), lr=rate)
    def g(model):
        return type(f(model)).__name__, [p.grad for p in model.parameters()]
    def h(optimizer):
        return type(optimizer).__name__, optimizer.param_groups[0]["lr"]
    """


def test_an_optimizer_stays_there_and_takes_steps_with_the_given_gradients(torch_student):
    student = torch_student(MAKES)
    model = student.sequential(("Linear", np.ones((1, 2), "f4"), np.zeros(1, "f4")))
    optimizer = student.f(model)
    assert isinstance(optimizer, RemoteOptimizer)
    assert optimizer.type_name == "SGD"
    optimizer.step(model, [torch.tensor([[1.0, 2.0]]), torch.tensor([3.0])])
    weights = model.weights()
    assert torch.allclose(weights["0.weight"], torch.tensor([[0.9, 0.8]]))
    assert torch.allclose(weights["0.bias"], torch.tensor([-0.3]))


def test_an_optimizer_keeps_its_state_between_steps(torch_student):
    student = torch_student(
        "def f(model):\n    return torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.5)"
    )
    model = student.sequential(("Linear", np.zeros((1, 1), "f4")))
    optimizer = student.f(model)
    for _ in range(2):
        optimizer.step(model, [torch.ones(1, 1)])
    assert model.weights()["0.weight"].item() == -2.5


def test_an_optimizer_can_be_passed_to_the_next_function(torch_student):
    student = torch_student(MAKES)
    model = student.sequential(("Linear", np.zeros((1, 1), "f4")))
    assert student.h(student.f(model, 0.25)) == ("SGD", 0.25)


def test_as_many_gradients_as_parameters_are_needed(torch_student):
    student = torch_student(MAKES)
    model = student.sequential(("Linear", np.zeros((1, 1), "f4")))
    error = failure(lambda: student.f(model).step(model, []))
    assert "ValueError" in error.message


def test_an_optimizer_whose_step_raises_is_an_error(torch_student):
    text = """
        class Odd(torch.optim.SGD):
            def step(self):
                raise RuntimeError("odd")
        def f(model):
            return Odd(model.parameters(), lr=1.0)
        """
    student = torch_student(text)
    model = student.sequential(("Linear", np.zeros((1, 1), "f4")))
    optimizer = student.f(model)
    assert optimizer.type_name == "Odd"
    assert "RuntimeError: odd" in failure(lambda: optimizer.step(model, [torch.ones(1, 1)])).message


def test_an_optimizer_of_another_process_is_an_error_not_a_crash(torch_student):
    student = torch_student(MAKES)
    optimizer = student.f(student.sequential(("Linear", np.zeros((1, 1), "f4"))))
    student.close()
    model = student.sequential(("Linear", np.zeros((1, 1), "f4")))
    assert failure(lambda: optimizer.step(model, [torch.ones(1, 1)])).reason is Reason.ERROR


# ---------------------------------------------------------------------------------------- stand-ins


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("SGD", {"lr": 0.5}),
        ("SGD", {"lr": 0.5, "momentum": 0.9}),
        ("RMSprop", {"lr": 0.5}),
        ("Adam", {"lr": 0.5, "betas": (0.8, 0.99)}),
        ("AdamW", {"lr": 0.5}),
        ("Adagrad", {"lr": 0.5}),
    ],
)
def test_a_stand_in_that_gives_an_optimizer_gives_one_for_the_students_model(
    torch_student, kind, options
):
    def build(model, rate):
        assert rate == 0.5
        return getattr(torch.optim, kind)(model.parameters(), **options)

    text = """
        def g(model):
            optimizer = f(model, 0.5)
            for parameter in model.parameters():
                parameter.grad = torch.ones_like(parameter)
            optimizer.step()
            optimizer.step()
            return type(optimizer).__name__
        """
    student = torch_student(text, reference={"f": build})
    student.restart(["f"])
    model = student.sequential(("Linear", np.ones((2, 3), "f4"), np.ones(2, "f4")))
    assert student.g(model) == kind
    own = torch.nn.Linear(3, 2)
    for parameter in own.parameters():
        parameter.data = torch.ones_like(parameter)
        parameter.grad = torch.ones_like(parameter)
    right = getattr(torch.optim, kind)(own.parameters(), **options)
    right.step()
    right.step()
    assert torch.equal(model.weights()["0.weight"], own.weight.detach())


def test_a_stand_in_accepts_a_model_by_name(torch_student):
    student = torch_student(
        "def g(model):\n    return type(f(model=model)).__name__",
        reference={"f": lambda model: torch.optim.SGD(model.parameters(), lr=1.0)},
    )
    student.restart(["f"])
    assert student.g(student.sequential(("Linear", np.ones((1, 1), "f4")))) == "SGD"


def test_a_stand_in_that_would_call_the_students_model_is_the_callers_error(torch_student):
    student = torch_student(
        "def g(model):\n    return f(model)", reference={"f": lambda model: model(torch.ones(1))}
    )
    student.restart(["f"])
    model = student.sequential(("Linear", np.ones((1, 1), "f4")))
    assert "arguments that it cannot take" in failure(lambda: student.g(model)).message


def test_an_error_of_the_reference_reaches_the_student_as_an_error(torch_student):
    def build(model, name):
        raise ValueError(name)

    student = torch_student("def g(model):\n    return f(model, 'none')", reference={"f": build})
    student.restart(["f"])
    model = student.sequential(("Linear", np.ones((1, 1), "f4")))
    assert "arguments that it cannot take (none)" in failure(lambda: student.g(model)).message


def test_what_is_no_model_and_no_optimizer_passes_by():
    models = StandInModels()
    assert models.twin(3) == 3
    assert models.described([1, 2], wire.Packer()) == [1, 2]


def test_an_optimizer_of_an_unknown_model_has_no_description():
    with pytest.raises(KeyError):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        StandInModels().described(optimizer, wire.Packer())


def squares(x, w):
    return ((x * w) ** 2).sum()


def test_a_stand_ins_value_takes_part_in_autograds_graph(torch_student):
    text = """
        def g(x, w):
            w = w.clone().requires_grad_()
            value = f(x, w) * 3
            value.backward()
            return value, w.grad
        """
    student = torch_student(text, reference={"f": squares})
    student.restart(["f"])
    value, gradient = student.g(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    assert value.item() == 3 * 73
    assert gradient.tolist() == [18, 96]


def test_a_stand_ins_gradients_add_up_and_are_right_for_each_argument(torch_student):
    text = """
        def g(x, w):
            x, w = x.clone().requires_grad_(), w.clone().requires_grad_()
            (f(x, w) + f(x, w)).backward()
            return x.grad, w.grad
        """
    student = torch_student(text, reference={"f": squares})
    student.restart(["f"])
    x, w = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    by_x, by_w = student.g(x, w)
    assert (by_x.tolist(), by_w.tolist()) == ([36, 128], [12, 64])


def test_a_trained_students_loop_works_with_a_stand_in_for_its_loss(torch_student):
    text = """
        def g(w):
            w = nn.Parameter(w)
            optimizer = torch.optim.SGD([w], lr=0.25)
            for _ in range(3):
                optimizer.zero_grad()
                f(w).backward()
                optimizer.step()
            return w
        """
    student = torch_student(text, reference={"f": lambda w: (w**2).sum()})
    student.restart(["f"])
    assert student.g(torch.ones(2)).tolist() == [0.125, 0.125]


def test_without_a_gradient_wanted_a_stand_in_gives_a_plain_value(torch_student):
    student = torch_student("def g(x):\n    return f(x, x).requires_grad", reference={"f": squares})
    student.restart(["f"])
    assert student.g(torch.ones(2)) is False


def test_a_value_that_cannot_be_differentiated_comes_without_gradients(torch_student):
    student = torch_student(
        "def g(x):\n    return f(x.clone().requires_grad_()).requires_grad",
        reference={"f": lambda x: x * 2},
    )
    student.restart(["f"])
    assert student.g(torch.ones(2)) is False  # no number: autograd here would need what flows back


def test_a_stand_in_for_what_takes_no_gradient_is_the_callers_error(torch_student):
    student = torch_student(
        "def g(x):\n    return f(3, x.clone().requires_grad_())",
        reference={"f": lambda n, x: n + "a"},
    )
    student.restart(["f"])
    assert "arguments that it cannot take" in failure(lambda: student.g(torch.ones(2))).message


NAMED = """
    from typing import NamedTuple
    class Pair(NamedTuple):
        first: int
        second: int
    class Triple(NamedTuple):
        first: int
        second: int
        third: int
    def g(x):
        answer = f(x)
        return type(answer).__name__, answer.second
    """


@pytest.mark.parametrize(("answer", "kind"), [((1, 2), "Pair"), ((1, 2, 3), "Triple")])
def test_a_stand_in_gives_the_students_own_named_tuple(student_of, answer, kind):
    text = (
        textwrap.dedent(NAMED)
        + "def f(x) -> Pair | Triple:\n    return Pair(0, 0) if x else Triple(0, 0, 0)\n"
    )
    student = student_of(text, reference={"f": lambda x: answer})
    student.restart(["f"])
    assert student.g(1) == (kind, 2)


def test_a_tuple_that_fits_none_of_the_students_stays_one(student_of):
    text = textwrap.dedent(NAMED).replace("answer.second", "len(answer)")
    student = student_of(text, reference={"f": lambda x: (1, 2, 3, 4)})
    student.restart(["f"])
    assert student.g(1) == ("tuple", 4)


# ------------------------------------------------------------------------------------------ hostile


@dataclass
class Forger:
    """Answers one request with this message."""

    reply: object
    buffers: tuple = ()
    dead: bool = False
    printed: str = ""

    def exchange(self, frame, budget, descriptor=None):
        assert not self.dead, "it was asked again"
        self.dead = True
        data = bytearray(wire.to_frame(self.reply, list(self.buffers)))
        return wire.take_packet(data)

    def kill(self):
        self.dead = True

    release = kill

    def share(self, buffers):
        return NamedArrays(buffers, Path(tempfile.gettempdir()))


@pytest.fixture
def forged(student_of):
    """Makes a student whose process, once f is loaded, gives this message to whatever is asked."""

    def forged(reply, buffers=(), **options):
        student = student_of("def f(x=1):\n    return x", **options)
        student.f()
        student.close()
        student._connection.child = Forger(reply, tuple(buffers))
        student._connection.loaded = {"f"}
        return student

    return forged


@pytest.mark.parametrize("value", [3, [1], [("a", 1), ("b",)], ["ab"], (("a", 1),), {"x": 1}])
def test_what_is_no_list_of_pairs_is_refused(value):
    with pytest.raises(StudentError):
        pairs(value)


def test_names_are_text_whatever_came():
    assert named([(1, 2), (None, 3)]) == {"1": 2, "None": 3}


@pytest.mark.parametrize(
    "value",
    [
        3,
        wire.Items("tuple", [1, 2]),
        wire.Items("list", [1, wire.Items("list", [1])]),
        wire.Items("tuple", [1, wire.Items("list", [])]),
        wire.Items("tuple", [1, wire.Items("list", [None, None])]),
        wire.Items("tuple", [1, wire.Items("list", [None]), 3]),
    ],
)
def test_forged_gradients_are_a_failure_of_the_submission(forged, value):
    student = forged(wire.Returned(value))
    assert failure(lambda: student.f.with_gradients(torch.ones(2), by=(0,))).reason is Reason.KILLED


@pytest.mark.parametrize(
    "value",
    [
        wire.NewOptimizer("SGD", {}, 1),
        wire.Items("list", [wire.NewOptimizer("SGD", {"lr": 1.0}, 1)]),
    ],
)
def test_an_optimizer_to_be_made_here_is_refused(forged, value):
    student = forged(wire.Returned(value))
    assert failure(student.f).reason is Reason.KILLED


def test_a_forged_model_or_optimizer_is_a_handle_that_the_process_does_not_know(forged):
    assert forged(wire.Returned(wire.OptimizerRef(5, "x"))).f().type_name == "x"


@pytest.mark.parametrize(
    "ask",
    [
        wire.Ask("f", [], {}),
        wire.Ask("nothing", [], {}),
        wire.Ask("g", [wire.NewOptimizer("SGD", {}, 1)], {}),
        wire.Ask("g", [wire.Array("float32", [4], "cpu")], {}),
        wire.Ask("g", [wire.Array("float32", [1], "cpu")], {}, [0] * 1000),
    ],
    ids=["itself", "unknown", "optimizer", "no bytes", "the same gradient a thousand times"],
)
def test_a_forged_question_is_a_failure_of_the_submission(forged, ask):
    student = forged(ask, [b"1234"] if ask.wanted else [], reference={"g": lambda x: (x**2).sum()})
    student._connection._reference = student._reference
    student._connection._stand_ins = {"g"}
    assert failure(student.f).reason is Reason.KILLED


@pytest.mark.parametrize("wanted", [[5], [-7], [1], [2**40]])
def test_a_question_with_odd_wishes_for_gradients_is_answered_by_an_error(student_of, wanted):
    student = student_of("def f(): pass")
    array = wire.Array("float32", [1], "cpu")
    frame = answer(
        wire.Ask("g", [array, 3], {}, wanted),
        wire.Unpacker(b"1234", student._connection._remote),
        {"g": lambda x, n: (x**2).sum()},
    )
    packet = wire.take_packet(bytearray(frame))
    assert "cannot take" in wire.read_request(packet).error


def test_no_graded_function_can_be_called_as_what_a_student_has():
    assert {"called", "changed", "strayed", "call", "defaults", "request", "sequential"} <= RESERVED
    assert {name for name in vars(Student) if not name.startswith("_")} <= RESERVED


def test_gradients_of_a_model_show_where_its_graph_is_cut(student_of, warm_torch):
    text = """
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self, cut):
                super().__init__()
                self.one, self.two = nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False)
                self.cut = cut
            def forward(self, x):
                h = self.one(x)
                return self.two(h.detach() if self.cut else h)
        def f(cut):
            return Net(cut)
        class Constant(nn.Module):
            def __init__(self):
                super().__init__()
                self.one = nn.Linear(2, 2)
            def forward(self, x):
                return x
        def g():
            return Constant()
        """
    student = student_of(text, process=warm_torch)
    x = torch.ones(3, 2)
    whole = student.f(False)
    one, two = whole.gradients(x)
    W1, W2 = whole.weights().values()
    assert torch.allclose(two, (x @ W1.t()).sum(0, keepdim=True))
    assert torch.allclose(one, 3 * W2.t() * torch.ones(1, 2))
    assert student.f(True).gradients(x)[0] is None
    assert student.g().gradients(x) == [None, None]
