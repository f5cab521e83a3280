"""Each rule finds what it is for, and leaves alone what only looks like it."""

import textwrap

import pytest

from grader.grading.review import FUNCTIONS, MOST, remarks_on, rules
from grader.results import Place
from grader.submission.program import Asked
from grader.submission.source import Cell, Source

FIZZBUZZ = Asked(("f", "fizz_buzz_encode", "make_dataset", "build_model", "train"))
BY_HAND = Asked(("f",), autograd=False)
NUMBERS = ", ".join(str(number / 7) for number in range(61))


def found(text, asked=FIZZBUZZ, **modules):
    source = Source("homework.py", textwrap.dedent(text))
    return remarks_on(
        source, {f"{name}.py": code.encode() for name, code in modules.items()}, asked
    )


def ids(text, asked=FIZZBUZZ):
    return {remark.id for remark in found(text, asked)}


def body(*lines):
    """A graded function with this body."""
    return "\n".join(["def f(x, X, Y, w):", *(f"    {line}" for line in lines)])


# rule: what it finds, and three that it does not
EXAMPLES = {
    "memory": (
        "import ctypes\ndef f(x): return ctypes.c_long.from_address(id(x))",
        "import gc\ndef f(x):\n    gc.collect()\n    return x",
        "import numpy as np\ndef f(x): return np.asarray(x).data",
        "def f(x):\n    mmap = x\n    return mmap.get('objects')",
    ),
    "frames": (
        "import sys\ndef f(x): return sys._getframe(1).f_locals",
        "import inspect\ndef f(x): return inspect.signature(x)",
        "import sys\ndef f(x):\n    sys.setrecursionlimit(5000)\n    return x",
        "def f(frame):\n    return frame.f_score, frame.frame",
    ),
    "modules": (
        "import importlib\ndef f(x): return importlib.import_module('a')",
        "import importlib, helper\nimportlib.reload(helper)\ndef f(x): return helper.g(x)",
        "def load(x): return x\ndef f(x): return load(x).module",
        "from helper import spec\ndef f(x): return spec(x)",
    ),
    "loaded-modules": (
        "import sys\ndef f(x): return sys.modules['numpy']",
        "import sys\nCOLAB = 'google.colab' in sys.modules\ndef f(x): return x if COLAB else x",
        "import sys\ndef f(x): return sys.maxsize",
        "def f(model): return model.modules()",
    ),
    "code": (
        "def f(x): return eval('2 * x')",
        "def f(model, x):\n    model.eval()\n    return model(x)",
        "import re\ndef f(x): return re.compile(x)",
        "import torch\ndef f(x): return torch.compile(x)",
    ),
    "packed": (
        "import base64\ndef f(x): return base64.b64decode('aGVsbG8=')",
        "import numpy as np\ndef f(x): return np.unpackbits(x)",
        "def f(x): return x.decode()",
        "def f(x): return int(x, 2)",
    ),
    "stored": (
        "import torch\ndef f(x): return torch.load('weights.pt')",
        "import torch\ndef f(x): return torch.logspace(1, 2)",
        "def f(model, other): model.load_state_dict(other.state_dict())",
        "def load(x): return x\ndef f(x): return load(x)",
    ),
    "system": (
        "import os\ndef f(x): return os.listdir('.')",
        "import os\nPATH = os.path.join('a', 'b')\ndef f(x): return PATH",
        "import os\nos.environ['OMP_NUM_THREADS'] = '1'\ndef f(x): return x",
        "def f(socket): return socket.recv(1)",
    ),
    "environment": (
        "import os\ndef f(x): return os.environ['HOME']",
        "import os\nos.environ['KMP_DUPLICATE_LIB_OK'] = 'TRUE'\nprint(os)\ndef f(x): return os.sep",
        "import os\ndef f(x): return os.environ.get('CUDA_VISIBLE_DEVICES')",
        "def f(x): return x.environ",
    ),
    "engine": (
        "import torch\ndef f(x): return torch._C._EngineBase()",
        "import torch\ndef f(x): return torch.nn.functional.relu(x)",
        "def f(x): return x._C",
        "class ops: pass\ndef f(x): return ops.aten",
    ),
    "patching": (
        "import numpy as np\ndef f(x):\n    np.allclose = max\n    return x",
        "import torch\ntorch.backends.cudnn.deterministic = True\ndef f(x): return torch.sum(x)",
        "class Net: pass\ndef f(x):\n    Net.forward = lambda self, x: x\n    return Net()",
        "import numpy as np\ndef f(x):\n    x.shape = 2, 3\n    return np.abs(x)",
    ),
    "grader": (
        "def f(x): return __import__('grader.wire')",
        "def f(x): return 'a grader of homework'",
        "def f(workers): return {'w': workers.serve}",
        "import unit\ndef f(x): return unit.test(x)",
    ),
    "table": (
        f"W = [{NUMBERS}]\ndef f(x): return W[x]",
        "W = [1, 2, 3, 4, 5]\ndef f(x): return W[x]",
        "def f(x): return [i % 15 for i in range(1, 1024)]",
        f"W = [g(i) for i in range(60)]\ndef g(i): return i\ndef f(x): return {{'a': 1, 'b': 2}}, W\n"
        f"# {NUMBERS}",
    ),
    "text": (
        f"W = '{'a1B2' * 126}'\ndef f(x): return W",
        f"W = '{'words with spaces ' * 40}'\ndef f(x): return W",
        f"def f(x):\n    '''{'-' * 501}'''\n    return x",
        "W = b'bytes'\ndef f(x): return W",
    ),
    "lookup": (
        "TABLE = {(2, 3): 5}\ndef f(x): return TABLE[x.shape]",
        "def f(x, w): return x[: w.shape[0]]",
        "def f(x, grad): return [grad[tuple(index)] for index in x]",
        "WORDS = {1: 'fizz', 2: 'buzz'}\ndef f(i, c): return WORDS.get(int(c), str(i))",
    ),
    "size": (
        body("if len(X) > 500:", "    return 0", "return X"),
        body("if X.shape[1] != 10000:", "    raise ValueError(X)", "return X"),
        body("if len(X) < w:", "    return 0", "if X.ndim == 1 or len(X) == 0:", "    return 1"),
        body("for i in range(len(X)):", "    if i % 100 == 0 and w > 500:", "        print(i)"),
    ),
    "known-data": (
        body("if Y.tolist() == [i % 3 for i in range(101, 1024)]:", "    return 0", "return X"),
        body("if Y == 3 or X == 'fizz':", "    return 0", "return X"),
        body("if not np.isnan(X).all() and len(Y) == len(X):", "    return [i for i in X]"),
        body("assert np.allclose(X, Y)", "return range(1, 101)"),
    ),
    "label-rule": (
        "def rule(i): return 3 if i % 15 == 0 else 0\ndef train(model, X, Y): return rule(3)",
        "def fizz_buzz_encode(i): return i % 15, i % 3, i % 5\n"
        "def make_dataset(a, b): return list(map(fizz_buzz_encode, range(a, b)))",
        "def train(model, X, Y):\n    for i in X:\n        if i % 100 == 0: print(i)\n    return Y % 3",
        "def make_dataset(a, b): return a\ndef f(model, a, b): return model(make_dataset(a, b))",
    ),
    "differences": (
        "E = 1e-3\ndef f(loss, x): return (loss(x + E) - loss(x - E)) / (2 * E)",
        "def f(y_pred, y): return 2 * (y_pred - y) / len(y)",
        "def f(loss, w, v):\n    before = loss(w)\n    after = loss(v)\n    return (before - after) / before",
        "import numpy as np\ndef f(x): return (np.exp(x) - np.exp(-x)) / 2",
    ),
}


@pytest.mark.parametrize("id_", EXAMPLES)
def test_a_rule_finds_what_it_is_for(id_):
    assert id_ in ids(EXAMPLES[id_][0])


@pytest.mark.parametrize(
    ("id_", "text"), [(id_, text) for id_, (_, *others) in EXAMPLES.items() for text in others]
)
def test_what_only_looks_like_it_is_not_listed(id_, text):
    assert ids(text) == set()


def test_every_rule_has_examples_and_a_text():
    assert {*rules()} == {*EXAMPLES, "autograd", "unread"}
    assert all(rule.en and rule.zh for rule in rules().values())
    assert {*FUNCTIONS} < {*rules()}


# ------------------------------------------------------------------------------- autograd by hand


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ndef f(x): return torch.autograd.grad(x, x)",
        "from torch.func import grad\ndef f(x): return grad(x)",
        "def f(x): return x.requires_grad_()",
        "def f(x): return getattr(x, 'requires_grad_')()",
    ],
)
def test_ways_to_autograd_are_listed_where_it_is_switched_off(text):
    assert ids(text, BY_HAND) == {"autograd"}
    assert not ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ndef f(x):\n    with torch.no_grad():\n        return x.mm(x)",
        "def backward(x): return x\ndef f(x): return backward(x)",
        "import torch\ntorch.set_grad_enabled(False)\ndef f(x): return torch.relu(x)",
    ],
)
def test_switching_autograd_off_is_not_listed(text):
    assert not ids(text, BY_HAND)


# -------------------------------------------------------------------------- other forms of the same


@pytest.mark.parametrize(
    "text",
    [
        "from sys import _getframe as g\ndef f(x): return g(1)",
        "import sys as s\ndef f(x): return getattr(s, '_getframe')(1)",
        "def f(x):\n    try: 1 / 0\n    except ZeroDivisionError as e: return e.__traceback__.tb_frame",
    ],
)
def test_other_ways_to_frames(text):
    assert "frames" in ids(text)


@pytest.mark.parametrize(
    "lines",
    [
        ["return (w(x + 1e-5) - w(x)) / 1e-5"],
        ["up = w(x + 1e-3)", "down = w(x - 1e-3)", "return (up - down) / 2e-3"],
        ["e = 1e-3", "return (w(x + e) - w(x - e)) / 2 / e"],
        ["e = 1e-3", "d = w(x + e) - w(x - e)", "return d / (2 * e)"],
        [
            "e = 1e-3",
            "d = float(w(x + e)[0].item()) - float(w(x - e)[0])",
            "d /= 2 * e",
            "return d",
        ],
        ["e = 1e-3", "return (w(x + e) - w(x - e)) * (0.5 / e)"],
        ["return (w(x + 1e-3) - w(x - 1e-3)) * 500.0"],
        ["return w(x + 1e-20j).imag / 1e-20"],
        ["X[0] += 1e-3", "a = w(X)", "X[0] -= 2e-3", "b = w(X)", "return (a - b) / 2e-3"],
        ["*_, up = w(x + 1e-3)", "*_, down = w(x)", "return (up.sum() - down.sum()) / 1e-3"],
    ],
)
def test_other_forms_of_differences(lines):
    assert ids(body(*lines)) == {"differences"}


@pytest.mark.parametrize(
    "lines",
    [
        ["n = len(X)", "return X if n == 923 else Y"],
        ["N, D = X.shape", "while N > 500:", "    return X"],
        ["return X if X.shape == (64, 1000) else Y"],
        ["match X.shape:", "    case (64, 1000):", "        return Y"],
        ["BIG = 500", "return X if X.numel() > BIG else Y"],
        ["return (len(X) > 500 and Y) or X"],
    ],
)
def test_other_forms_of_sizes(lines):
    assert ids(body(*lines)) == {"size"}


@pytest.mark.parametrize(
    "text",
    [
        f"def f(x): return np.array([[{NUMBERS}], [{NUMBERS}]])",
        f"def f(x): return {{{', '.join(f'{i}: {i}' for i in range(40))}}}[x]",
        f"def f(x): return {1 << 500}",
        "".join(f"W{i} = [{', '.join(['0.5'] * 50)}]\n" for i in range(5))
        + "def f(x): return W0, W1, W2, W3, W4",
    ],
)
def test_other_forms_of_tables(text):
    assert ids(text) == {"table"}


def test_numbers_in_a_text_are_a_table_too():
    assert ids(f"W = '{NUMBERS}'\ndef f(x): return W") == {"text"}


# ----------------------------------------------------------------------------------- what is looked at


def test_experiments_that_no_graded_function_needs_are_not_looked_at():
    text = "import os\ndef f(x): return x\nprint(os.listdir('.'))\ndef g(): return eval('1')\n"
    assert not found(text)
    assert {remark.id for remark in found(text.replace("return x", "return g()"))} == {"code"}


def test_modules_beside_it_are_looked_at_where_they_are_imported():
    text = "import helper\ndef f(x): return helper.g(x)\n"
    (remark,) = found(text, helper="import other\ndef g(x): pass", other="\nx = eval('1')")
    assert (remark.id, remark.place) == ("code", Place("other.py", 2, file_line=2))
    assert not found("def f(x): return x", other="x = eval('1')")
    assert not found(text, helper="def g(:")


def test_a_module_of_ones_own_may_be_called_solution():
    text = "from solution import g\ndef f(x): return g(x)\n"
    assert not found(text, solution="def g(x): return x")
    assert {remark.id for remark in found(text)} == {"grader"}
    grader = found("import grader\ndef f(x): return grader.g(x)\n", grader="def g(x): return x")
    assert {remark.id for remark in grader} == {"grader"}


def test_a_module_that_is_too_long_is_said_to_be():
    long = f"x = 1\n# {'-' * (256 << 10)}"
    (remark,) = found("import helper\ndef f(x): return helper.x\n", helper=long)
    assert (remark.id, remark.place) == ("unread", Place("helper.py"))


def test_a_place_is_that_in_a_notebooks_cell():
    text = "x = 1\n\ndef f(x):\n    return eval('x')\n"
    source = Source("homework.ipynb", text, (Cell(1, 1), Cell(3, 2, file_line=40)))
    (remark,) = remarks_on(source, {}, FIZZBUZZ)
    assert remark.place == Place("homework.ipynb", 2, 2, 41)
    assert remark.code == "eval"


def test_statements_that_semicolons_join_are_looked_at():
    text = (
        "import os; y = '''\n'''; z = eval('1')\ndef f(x): return z\ndef train(m): return os.sep\n"
    )
    assert {remark.id for remark in found(text)} == {"code"}


def test_the_list_is_short_and_holds_each_kind():
    many = "\n".join(f"    x = eval('{number}')" for number in range(300))
    remarks = found(f"import ctypes\ndef f(x):\n{many}\n    return ctypes.c_int(x)\n")
    assert {remark.id for remark in remarks} == {"code", "memory"}
    assert len(remarks) <= MOST


def test_a_remark_shows_little_of_the_code():
    (remark,) = found(f"def f(x): return {{'{'a' * 600}': 1}}[x]\n")
    assert len(remark.code) < 70
