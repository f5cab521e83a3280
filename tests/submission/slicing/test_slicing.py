"""Whole homeworks: their experiments cost nothing, and odd or huge ones do no harm."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from submission.slicing.marked import cases, check_lines, ends, program, value

from grader.submission.slicing import slice_source

# A training run, and what would pull it in by accident.
COSTS_NOTHING = {
    "a loop without an end": """
        def answer(): return 1
        while True:                             # -
            answer()                            # -
    """,
    "training on data that the function happens to use": """
        X, Y = [1, 2], [3, 4]
        def train(model, X, Y):                 # -
            while True:                         # -
                for x, y in zip(X, Y):          # -
                    model.step(x, y)            # -
        losses = train(object(), X, Y)          # -
        def answer(): return len(X)
    """,
    "training for its effect, with a constant": """
        EPOCHS, LR = 10**9, 0.1
        def train(net, epochs, lr):             # -
            while True: net.step(lr)            # -
        net = object()                          # -
        train(net, EPOCHS, LR)                  # -
        def answer(epochs=EPOCHS): return epochs, LR
    """,
    "training by the graded function, which keeps a history": """
        history = []
        def answer(steps=3):
            for i in range(steps): history.append(i)
            return history
        while True:                             # -
            answer()                            # -
    """,
    "moving a model to a device": """
        import sys
        device = "cuda" if sys.flags.debug else "cpu"
        model = open("model")                   # -
        model.to(device)                        # -
        while True: model.step(device)          # -
        def answer(): return device
    """,
    "seeding within the loop": """
        import random
        def main():                             # -
            random.seed(0)                      # -
            while True: pass                    # -
        main()                                  # -
        while True:                             # -
            random.seed(1)                      # -
        def answer(): return random is not None
    """,
    "shuffling with a generator that made the weights": """
        import random
        rng = random.Random(3)
        W = rng.random()
        while True:                             # -
            rng.shuffle([1, 2])                 # -
        def answer(): return W
    """,
    "plots, input and exit": """
        import sys, math
        import matplotlib.pyplot as plt         # -
        DATA = [1, 2]
        plt.plot(DATA); plt.show()              # -
        input("done, press enter ")             # -
        sys.exit()                              # -
        def answer(): return math.pi, sys.maxsize, DATA
    """,
    "a display of what is needed": """
        def helper(x): return x + 1
        helper(3)                               # -
        [helper(i) for i in iter(int, 1)]       # -
        def answer(): return helper(1)
    """,
}


@cases(COSTS_NOTHING)
def test_experiments_cost_nothing(marked):
    source = program(marked)
    text = slice_source(source, ["answer"]).text
    check_lines(source, text)
    value(text)


NOTEBOOK = """
import numpy as np
import torch
from torch import nn, optim
import matplotlib.pyplot as plt         # -
np.random.seed(0); torch.manual_seed(0)
torch.backends.cudnn.deterministic = True
torch.save                              # -

BITS = 10
print(torch.__version__)                # -
数据 = np.arange(3)                      # -
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

def encode(i, bits=BITS):
    return np.array([i >> d & 1 for d in range(bits)])

encode(3)                               # -
trX = torch.tensor([encode(i) for i in range(101, 1024)])    # -
trX.shape                               # -

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(nn.Linear(BITS, 100))

    def forward(self, x):
        return self.layers[0](x)

def build_model():
    return Net().to(device)

model = build_model()                   # -
model.to(device)                        # -
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.05)           # -

def train(model, X, Y, epochs=10000):
    losses = []
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(epochs):
        loss = criterion(model(X), Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

losses = train(model, trX, trX)         # -
for epoch in range(10000):              # -
    loss = criterion(model(trX), trX)   # -
    optimizer.zero_grad()               # -
    loss.backward()                     # -
    optimizer.step()                    # -
plt.plot(losses); plt.title("loss"); plt.show()              # -
train = train(model, trX, trX, 5)       # -
input()                                 # -
"""


def test_a_notebook_slices_to_its_imports_constants_and_functions():
    sliced = slice_source(NOTEBOOK, ["encode", "build_model", "train", "play"])
    check_lines(NOTEBOOK, sliced.text)
    assert sliced.found == {"encode", "build_model", "train"}


@pytest.mark.parametrize("name", ["build_model", "train"])
def test_each_function_of_a_notebook_does_without_its_training(name):
    text = slice_source(NOTEBOOK, [name]).text
    gone = [
        left
        for line, left in zip(NOTEBOOK.split("\n"), text.split("\n"), strict=True)
        if line.endswith("# -")
    ]
    assert not "".join(gone).strip()


UNREADABLE = {
    "not Python": ("def f(:\n", "invalid syntax"),
    "NUL": ("x = 1\0", "null"),
    "a lone surrogate": ("x = '\ud800'", "surrogates"),
    "parentheses": ("(" * 5000, "nested|parenthes"),
    "signs": ("x = " + "-" * 100_000 + "1", "nested"),
}


@pytest.mark.parametrize(("source", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_parsed_is_a_syntax_error(source, words):
    with pytest.raises(SyntaxError, match=words):
        slice_source(source, ["f"])


def test_a_program_too_large_to_follow_runs_whole():
    source = "x = []\n" + "f(x)\n" * 9000 + "def answer(): return 1\n"
    sliced = slice_source(source, ["answer", "play"])
    assert sliced.text == source
    assert sliced.found == {"answer"}


def test_a_wrong_escape_in_a_string_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert slice_source(r"answer = lambda: '\d'", ["answer"]).found


# Small programs over a few names: the slice and the whole must give the same value.

VARIABLES = st.sampled_from("abc")
FUNCTIONS = st.sampled_from("fgh")
NUMBERS = st.integers(0, 3)
PRELUDE = """
from contextlib import suppress
from random import seed, shuffle
calls = []
def depth():
    calls.append(1)
    return len(calls) < 9
REGISTRY = {}
def register(f):
    REGISTRY[f.__name__] = f
    return f
box = {}
a, b, c = [1], [2, 3], []
seed(0)
"""
BODIES = [
    "return {v} and len({w})",
    "{v}.append({n}); return {n}",
    "global {v}; {v} = [*{v}, {n}]; return {n}",
    "x = {v}; x += [{n}]; return len(x)",
    "return {f}(p) if depth() else {n}",
    "p.append({n}); return len({v})",
    "q = p; q.append({n}); return {n}",
    "return len([i for i in {v} for {w} in p])",
    "return [{w}.append(i) for i in list({v})] and {n}",
    "inner = lambda: {v}.append({n}); return inner() or {n}",
    "return {f}({v}) if depth() else len(p)",
]
LINES = [
    "{v} = [{n}]",
    "{v} = [*{w}, {n}]",
    "{v} = {w}",
    "{v} = {w} + [{n}]; {w} = [{n}]",
    "{v}, {w} = {w}, {v}",
    "{v} += [{n}]",
    "{v}.append({n})",
    "{v}[:1] = {w}",
    "del {v}[:1]",
    "{v} = [{v}.pop()] if {v} else []",
    "{f}({v})",
    "{v} = [{f}({w})]",
    "print({v}, {w})",
    "len({v}); {v}.append({n})",
    "for i in range(2): {v}.append(i)",
    "for {v} in [[1], [2]]: {w}.append({n})",
    "if {v}: {w} = [{n}]",
    "while len({v}) < 3: {v}.append({n})",
    "try: {v}.append({w}[5])\nexcept IndexError as problem: {w} = [{n}]",
    "with suppress(IndexError): {v} = [{w}[0]]; {w}[9]",
    "({v} := [{n}]).extend({w})",
    "globals()['{v}'] = [{n}]",
    "globals().update({v}=[{n}])",
    "list(map({f}, [{v}, {w}]))",
    "{v} = sorted({w}); {v}.reverse()",
    "match {v}:\n    case [{w}, *_]: {w} = [{n}]",
    "{w} = [x for x in {v}]",
    "shuffle({v})",
    "@register\ndef r{n}(): return {v}",
    "{v} = [len(k()) for k in REGISTRY.values()]",
    "class K: {v} = {w}\n{w} = K.{v}",
    "(lambda p: p.append({n}))({v})",
    "box['{v}'] = {w}",
    "{v} = box.setdefault('{w}', [])",
]


@st.composite
def programs(draw):
    def filled(template):
        return template.format(
            v=draw(VARIABLES), w=draw(VARIABLES), f=draw(FUNCTIONS), n=draw(NUMBERS)
        )

    definitions = [f"def {name}(p):\n    {filled(draw(st.sampled_from(BODIES)))}" for name in "fgh"]
    lines = [filled(draw(st.sampled_from(LINES))) for _ in range(draw(st.integers(1, 10)))]
    more = [
        f"def {draw(FUNCTIONS)}(p): return len({draw(VARIABLES)})"
        for _ in range(draw(st.integers(0, 1)))
    ]
    body = [*definitions, *draw(st.permutations([*lines, *more]))]
    return PRELUDE + "\n".join(body) + f"\ndef answer(): return {draw(VARIABLES)}\n"


@settings(max_examples=300, deadline=None)
@given(programs())
def test_a_slice_gives_the_same_value_as_the_whole(source):
    text = slice_source(source, ["answer"]).text
    assert len(ends(text)) == len(ends(source))
    try:
        expected = value(source)
    except Exception:  # noqa: BLE001 - where the whole program fails, the slice need not
        return
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"def f{n}(x):\n    return f{n + 1}(x)\n" for n in range(4000)),
        "a = 1\n" + "a;" * 50_000 + "\n",
        "".join(
            f"class A{n}:\n    def m(self):\n        return A{n + 1}().m()\n" for n in range(1000)
        ),
        "".join(
            f"def f{n}():\n"
            f"    global f{n + 1}\n"
            f"    f{n + 1} = f{n * 5 % 999}\n"
            f"    f{n * 13 % 999}()\n"
            for n in range(1000)
        ),
    ],
)
def test_a_program_of_many_calls_holds_nobody_up_and_runs_whole(text):
    text += "def forward(x):\n    return x\n"
    sliced = slice_source(text, ["forward", "backward"])
    assert sliced.text == text
    assert sliced.found == {"forward"}
