"""Which programs leave nothing behind: the usual ones, and none of those that do."""

from pathlib import Path

import pytest

from grader.submission.slicing.purity import leaves_nothing

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("solutions/*/solution.py")), ids=lambda file: file.parent.name
)
def test_the_references_leave_nothing(file):
    assert leaves_nothing(file.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"""A docstring."""',
        "import numpy as np\nimport torch.nn.functional as F\nfrom torch import nn, optim",
        "RATE = 1e-3\nSIZES = (64, 1000, -1)\nfloat_ = float\nrelu = torch.relu",
        "from collections import namedtuple\nOut = namedtuple('Out', 'h h_relu')",
        "f = lambda x, k=2: k * x",
        (
            "def f(x, rate=1e-3, *, steps=5):\n    losses = []\n"
            "    for _ in range(steps):\n        losses.append(x)\n"
        ),
        (
            "def f(x):\n    y = x.clone()\n    y[y < 0] = 0\n"
            "    y.grad = None\n    y -= x\n    return y"
        ),
        (
            "import torch\n@torch.no_grad()\ndef f(x):\n"
            "    with torch.no_grad():\n        return x.mm(x)"
        ),
        (
            "class A(nn.Module):\n    def __init__(self, n):\n"
            "        super().__init__()\n        self.a = nn.Linear(n, n)"
        ),
        (
            "def f(x):\n    def inner(y):\n        x[0] = y\n"
            "        return x\n    return [inner(z) for z in x]"
        ),
        "def f(x):\n    import math\n    return math.sqrt(x)",
        "def f(x):\n    print(x)\n    return x",
    ],
)
def test_what_depends_on_its_arguments_alone_leaves_nothing(text):
    assert leaves_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "n = 0\ndef f(x):\n    global n\n    n += 1\n    return x",
        "def outer():\n    n = 0\n    def f():\n        nonlocal n\n        n += 1\n    return f",
        "calls = []\ndef f(x):\n    calls.append(x)\n    return x",
        "cache = {}\ndef f(x):\n    cache[0] = x\n    return x",
        "def f(x, cache={}):\n    return x",
        "def f(x, *, cache=[]):\n    return x",
        "def f(x):\n    f.calls = 1\n    return x",
        "def f(x):\n    f.calls += 1\n    return x",
        "def f(x):\n    del torch.mm\n    return x",
        "import torch\ndef f(x):\n    torch.set_grad_enabled(False)\n    return x",
        "import torch\ndef f(x):\n    torch.manual_seed(0)\n    return x",
        "import torch\nfrom torch import set_default_dtype\ndef f(x):\n    return x",
        "import torch\nfrom torch import *",
        "import torch\ndef f(x):\n    torch.backends.cudnn.deterministic = True\n    return x",
        "import torch\ndef f(x):\n    torch._C._set_grad_enabled(True)\n    return x",
        "import numpy as np\ndef f(x):\n    np.seterr(all='ignore')\n    return x",
        "import torch\ntorch.manual_seed(0)\ndef f(x):\n    return x",
        "import random\ndef f(x):\n    return random.random()",
        "import helper\ndef f(x):\n    return helper.f(x)",
        "def f(x):\n    import os\n    return os.getpid()",
        "def f(x):\n    open('left', 'w').write('x')\n    return x",
        "def f(x):\n    exec('n = 1', globals())\n    return x",
        "def f(x):\n    setattr(f, 'n', 1)\n    return x",
        "def f(x):\n    return getattr(torch, 'set_' + 'grad_enabled')(False)",
        "from functools import lru_cache\n@lru_cache\ndef f(x):\n    return x",
        "import torch\n@torch.compile\ndef f(x):\n    return x",
        "class Net:\n    seen = []\n    def f(self, x):\n        self.seen.append(x)",
        "class Net(metaclass=Odd):\n    pass",
        "class Net:\n    def f(self):\n        Net.n = 1",
        "def f(x):\n    class C:\n        pass\n    return C",
        "loss_fn = nn.MSELoss()\ndef f(x):\n    return loss_fn(x, x)",
        "if True:\n    def f(x):\n        return x",
        "for i in range(3):\n    pass",
        "x: list = []",
        "a.b = 1",
        "def f(x:\n",
        "def f(x):\n    return x.__class__.__mro__",
    ],
)
def test_what_might_leave_something_is_said_to(text):
    assert not leaves_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "".join(" " * n + f"def f{n}(x):\n" for n in range(90)) + " " * 90 + "return x\n",
        "f = " + "lambda x=(" * 40 + "1" + "): x" * 40,
        "f = " + "lambda: " * 900 + "1",
        "def f(x):\n    q = " + "lambda:" * 150 + "(" + "0," * 40_000 + ")\n    return x\n",
    ],
)
def test_functions_within_functions_hold_nobody_up(text):
    leaves_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    def g(y):\n        global n\n        n = y\n    return g(x)",
        "def f(x):\n    def g(y=open('left', 'w')):\n        return y\n    return g(x)",
        (
            "def f(x):\n    def g(y: open('left', 'w')) -> exec('n = 1'):\n"
            "        return y\n    return g(x)"
        ),
        "def f(x):\n    return (lambda y=open('left', 'w'): y)()",
        "def f(x):\n    return (lambda: exec('n = 1'))()",
    ],
)
def test_what_an_inner_function_leaves_is_seen(text):
    assert not leaves_nothing(text)
