"""What exceptions mean: each is raised for real.

So that a new torch or NumPy with other messages is noticed.
"""

import numpy as np
import pytest
import torch
from torch import nn

from grader.grading.diagnosis import exceptions
from grader.grading.diagnosis.hints import catalogue
from grader.wire import Frame, Raised

RAISING = {
    "error-matrix-shapes": [
        "torch.ones(3, 4).mm(torch.ones(5, 2))",
        "torch.ones(3, 4) @ torch.ones(5, 2)",
        "np.ones((3, 4)) @ np.ones((5, 2))",
        "np.dot(np.ones((3, 4)), np.ones((5, 2)))",
        "torch.ones(3).mm(torch.ones(3, 2))",
        "nn.Linear(4, 2)(torch.ones(3, 5))",
    ],
    "error-xor": ["np.ones(3) ^ 2", "torch.ones(3) ^ 2", "2.0 ^ 2"],
    "error-shapes": [
        "np.ones((3, 4)) + np.ones((3, 5))",
        "torch.ones(3, 4) + torch.ones(3, 5)",
        "torch.ones(3, 4).view(5, 2)",
        "np.ones((3, 4)).reshape(5, 2)",
    ],
    "error-dtypes": [
        "torch.ones(3, 4).mm(torch.ones(4, 2).double())",
        "nn.Linear(4, 2)(torch.ones(3, 4).long())",
        "torch.ones(3).long().add_(torch.ones(3))",
        "torch.ones(3).long().requires_grad_()",
        "np.add(np.ones(3, int), 0.5, out=np.ones(3, int))",
    ],
    "error-class-dtype": [
        "nn.CrossEntropyLoss()(torch.ones(3, 4), torch.ones(3, 1).long())",
        "nn.CrossEntropyLoss()(torch.ones(3, 4), torch.ones(3))",
    ],
    "error-class-range": ["nn.CrossEntropyLoss()(torch.ones(3, 4), torch.full((3,), 4))"],
    "error-numpy-of-gradient": ["torch.ones(3, requires_grad=True).numpy()"],
    "error-leaf-in-place": ["torch.ones(3, requires_grad=True).sub_(1)"],
    "error-changed-before-backward": ["changed()"],
    "error-backward-twice": ["twice()"],
    "error-no-graph": [
        "torch.ones(3).sum().backward()",
        "torch.autograd.grad(torch.ones(3, requires_grad=True).sum(), torch.ones(3))",
    ],
    "error-not-scalar": ["(2 * torch.ones(3, requires_grad=True)).backward()"],
    "error-no-gradient": [
        "torch.ones(3, requires_grad=True).grad.zero_()",
        "0.1 * torch.ones(3, requires_grad=True).grad",
        "torch.ones(3) - torch.ones(3, requires_grad=True).grad",
    ],
    "error-one-element": [
        "torch.ones(3).item()",
        "float(np.ones(3))",
        "bool(torch.ones(3))",
    ],
    "error-no-parameters": ["torch.optim.SGD([], lr=0.1)"],
    "error-layers-together": [
        "nn.Sequential([nn.ReLU()])",
        "nn.Sequential((nn.ReLU(), nn.ReLU()))",
        "nn.Sequential(nn.ReLU() for _ in range(2))",
        "nn.Sequential(map(nn.Linear, [1], [2]))",
    ],
    "error-not-module": [
        "nn.Sequential(nn.Linear(2, 3), torch.relu)",
        "nn.Sequential(nn.Linear(2, 3), nn.ReLU)",
        "nn.ModuleList([[nn.ReLU()]])",
        "nn.Sequential(torch.ones(3))",
    ],
    "error-refused": [
        "raises(PermissionError(1, 'Operation not permitted'))",
        "raises(OSError(30, 'Read-only file system'))",
        "raises(PermissionError(13, 'Permission denied', '/srv/x'))",
        "raises(OSError('<urlopen error [Errno 1] Operation not permitted>'))",
        "raises(RuntimeError('It looks like there is no internet connection and the repo'))",
        "raises(ConnectionRefusedError(111, 'Connection refused'))",
        "raises(OSError(-3, 'Temporary failure in name resolution'))",
    ],
    "error-exit": ["raises(SystemExit)", "raises(SystemExit('bye'))"],
    "error-no-input": ["raises(EOFError('EOF when reading a line'))"],
    "error-loss-not-made": ["nn.MSELoss(torch.ones(3), torch.ones(3))"],
    "error-compare-arrays": [
        "max(0, np.ones(3))",
        "max(0, torch.ones(3))",
        "1 if np.ones(2) else 0",
    ],
    "error-none": ["np.ones(3) + None", "None.shape", "[None][0][0]"],
    "error-arguments": ["(lambda a, b: 0)(1)", "(lambda a: 0)(1, 2)", "(lambda a: 0)(a=1, c=2)"],
    "error-unpack": ["unpack()", "unpack_none()"],
    "error-index": ["[1, 2][2]"],
    "error-key": ["{}['x']"],
    "error-module": ["__import__('seaborn_of_old')"],
    "error-recursion": ["forever()"],
    "error-zero-division": ["1 / 0"],
    "error-list-arithmetic": ["[1, 2] * 0.5", "[1, 2] - [1, 2]"],
}


def changed():
    """Change what backward needs."""
    w = torch.ones(3, requires_grad=True)
    y = w.exp()
    y.add_(1)
    y.sum().backward()


def twice():
    """Go back twice."""
    y = torch.ones(3, requires_grad=True).pow(2).sum()
    y.backward()
    y.backward()


def unpack():
    """Unpack too many."""
    _a, _b = (1, 2, 3)


def unpack_none():
    """Unpack nothing."""
    _a, _b = None


def forever():
    """Never end."""
    forever()


def raises(error):
    raise error


def raised(code, line=1):
    """What the submission's process would say of code that raises, in that line of its text."""
    with pytest.raises((Exception, SystemExit)) as caught:
        eval(code, {**globals(), "np": np, "torch": torch, "nn": nn})
    builtin = next(kind for kind in type(caught.value).__mro__ if kind.__module__ == "builtins")
    return Raised(
        "call", type(caught.value).__name__, str(caught.value), [Frame(line, "f")], builtin.__name__
    )


def explained(code, text=""):
    return exceptions.explained(raised(code), text or code)


@pytest.mark.parametrize(
    ("id_", "code"), [(id_, code) for id_, codes in RAISING.items() for code in codes]
)
def test_an_exception_is_explained(id_, code):
    assert explained(code).id == id_


def test_the_line_that_raised_decides_between_causes():
    code = "(None).item()"
    assert explained(code, "x\nw.grad.item()").id == "error-none"
    assert exceptions.explained(raised(code, 2), "x\nw.grad.item()").id == ("error-no-gradient")
    assert exceptions.explained(raised(code, 9), "w.grad.item()").id == "error-none"


def test_every_known_exception_has_its_hint():
    assert {entry.hint for entry in exceptions.known()} == {
        id_ for id_ in catalogue() if "error-" in id_
    }


def test_both_shapes_are_shown():
    code = "torch.ones(3, 4).mm(torch.ones(5, 2))"
    assert "(3x4 and 5x2)" in explained(code).en
    assert "（3x4 和 5x2）" in explained(code).zh
    assert "(3,4) and (5,2)" in explained("np.dot(np.ones((3, 4)), np.ones((5, 2)))").en


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("torch.ones(3).tranpose(0, 1)", "A tensor has no tranpose: did you mean transpose?"),
        ("np.ones(3).meen()", "A NumPy array has no meen: did you mean mean?"),
        ("torch.zeros_lik(3)", "torch has no zeros_lik: did you mean zeros_like?"),
        ("np.maximun(3, 4)", "numpy has no maximun: did you mean maximum?"),
        ("nn.ReLu()", "torch.nn has no ReLu: did you mean ReLU?"),
        ("[].appendd(3)", "A list has no appendd: did you mean append?"),
        ("torch.ones(3).qqqq", "A tensor has no qqqq."),
        ("learning_rat", "The name learning_rat is not defined here: did you mean learning_rate?"),
    ],
)
def test_did_you_mean(code, message):
    assert message in explained(code, f"def f(learning_rate):\n    return {code}").en


def test_only_names_of_the_students_own_text_are_shown():
    """A message is the student's to make: it could carry what a hidden check put in."""
    forged = [
        Raised("call", "NameError", "name 'x17_42_3' is not defined", [], "NameError"),
        Raised(
            "call",
            "AttributeError",
            "'S3cret' object has no attribute 'mean'",
            [],
            "AttributeError",
        ),
        Raised(
            "call",
            "AttributeError",
            "'Tensor' object has no attribute 'x17_42_3'",
            [],
            "AttributeError",
        ),
    ]
    assert [exceptions.explained(one, "return mean(x)") for one in forged] == [None] * 3


def test_an_odd_exception_is_not_explained():
    assert exceptions.explained(Raised("call", "MyError", "what?", [], "Exception"), "") is None
    assert (
        exceptions.explained(Raised("missing", "NameError", "name 'f' is not defined"), "f") is None
    )


def test_autograd_where_it_is_switched_off_is_explained():
    raised = Raised(
        "call",
        "AutogradIsOffError",
        "autograd is switched off in this assignment",
        [],
        "RuntimeError",
    )
    assert exceptions.explained(raised, "").id == "error-autograd-off"


@pytest.mark.parametrize(
    ("name", "written"), [("np", "import numpy as np"), ("nn", "from torch import nn")]
)
def test_a_name_that_is_usually_imported_is_told_with_its_import(name, written):
    raised = Raised("call", "NameError", f"name '{name}' is not defined")
    given = exceptions.explained(raised, f"def f(x):\n    return {name}.zeros(3)\n")
    assert given.id == "import-missing"
    assert written in given.en
    assert written in given.zh
