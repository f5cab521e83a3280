"""Slices of small programs.

In the programs a line that ends in ``# -`` is to be left out, and every other one is to stay as it
is.
"""

import ast
import re
import sys
import textwrap
import warnings
from collections.abc import Mapping
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission.slicing import slice_source

# What stays, and a program to show it. "answer" is called, in the slice and in the whole program.
STAYS = {
    "a function, and not the experiments around it": """
        print("hello")                          # -
        def answer(): return 1
        answer()                                # -
        x = answer()                            # -
    """,
    "what a function uses, transitively": """
        A = 1
        B = A + 1
        C = B                                   # -
        def helper(): return B
        def answer(): return helper()
    """,
    "a default argument": """
        N = 3
        M = 4                                   # -
        def answer(n=N): return n
    """,
    "a decorator, and what it uses": """
        import functools
        import operator                         # -
        def twice(f):
            @functools.wraps(f)
            def g(): return f() * 2
            return g
        @twice
        def answer(): return 2
    """,
    "a base class and a class body": """
        SIZE = 3
        OTHER = 4                               # -
        class Base:
            size = SIZE
        class Child(Base): pass
        def answer(): return Child().size
    """,
    "a name that a class body takes over from the module": """
        rate = 3
        class Config:
            rate = rate
        def answer(): return Config.rate
    """,
    "an annotation that is evaluated": """
        Number = int
        def answer(x: Number = 1) -> Number: return x
    """,
    "no annotation that is not evaluated": """
        from __future__ import annotations
        Number = int                            # -
        def answer(x: Number = 1) -> Number: return x
    """,
    "what comprehensions use, but not their own variables": """
        i = 10                                  # -
        XS = [1, 2]
        K = 3
        def answer(): return [i * K for i in XS]
    """,
    "no global of a local's name": """
        losses = [1]                            # -
        loss = 3                                # -
        def answer():
            losses = []
            for loss in (1, 2): losses.append(loss)
            return losses
    """,
    "what a nested function uses": """
        K = 2
        def answer():
            def inner(): return lambda: K
            return inner()()
    """,
    "lambdas": """
        K = 2
        f = lambda x: x * K
        g = lambda x: x                         # -
        answer = lambda: f(3)
    """,
    "async functions": """
        import asyncio
        async def one(): return 1
        async def two(): return 2               # -
        def answer(): return asyncio.run(one())
    """,
    "an unpacked tuple": """
        (a, *b), c = (1, 2, 3), 4
        d, e = 5, 6                             # -
        def answer(): return b
    """,
    "a walrus": """
        print(n := 4)
        print(m := 5)                           # -
        def answer(): return n
    """,
    "a walrus in a comprehension": """
        [last := i for i in range(4)]
        def answer(): return last
    """,
    "a for loop that binds": """
        for n in range(3):
            total = n
        for m in range(3):                      # -
            other = m                           # -
        def answer(): return total
    """,
    "a with and a try that bind": """
        import contextlib
        with contextlib.nullcontext(5) as five:
            pass
        try:
            import no_such_module as fast
        except ImportError as problem:
            fast = 7
        def answer(): return five + fast
    """,
    "a match that binds": """
        match [1, 2, 3, {"k": 4}]:
            case [first, *rest, {"k": k, **more}]:
                pass
        def answer(): return first, rest, k, more
    """,
    "an augmented assignment": """
        n = 1
        n += 2
        m = 1                                   # -
        def answer(): return n
    """,
    "all bindings of a name, in order": """
        n = 1
        if n: n = 2
        n = n + 5
        def answer(): return n
    """,
    "a name bound by a called function": """
        def setup():
            global W
            W = 3
        setup()
        def answer(): return W
    """,
    "a name bound by a function called by another": """
        def inner():
            global W
            W = 3
        def outer(): inner()
        def unused(): inner()                   # -
        outer()
        def answer(): return W
    """,
    "a name bound in a nested function": """
        def outer():
            def inner():
                global W
                W = 3
            inner()
        outer()
        def answer(): return W
    """,
    "a deletion": """
        n = 1
        del n
        n = 3
        def answer(): return n
    """,
    "items and attributes stored": """
        table = {}
        other = {}                              # -
        table[3] = 1
        other[3] = 1                            # -
        class Config: pass
        Config.x = 2
        def answer(): return table, Config.x
    """,
    "an item that is deleted, an attribute that is augmented": """
        table = {1: 2, 3: 4}
        del table[1]
        table[3] += 1
        def answer(): return table
    """,
    "methods called for their effect": """
        layers = []
        layers.append(3)
        layers.count(3)
        print(layers)                           # -
        len(layers)                             # -
        def answer(): return layers
    """,
    "a changing method whose value is used": """
        stack = [1, 2, 3]
        x = stack.pop()
        n = stack.index(1)                      # -
        def answer(): return stack
    """,
    "a method put into a class": """
        class Net: pass
        def forward(self): return 5
        Net.forward = forward
        setattr(Net, "backward", lambda self: 6)
        def answer(): return Net().forward() + Net().backward()
    """,
    "an object that a library changes": """
        import random
        deck = [1, 2, 3]
        random.seed(1)
        random.shuffle(deck)
        x = random.random()                     # -
        def answer(): return deck
    """,
    "an object that a library's function, imported by name, changes": """
        from heapq import heappush, heappop
        heap = []
        heappush(heap, 3)
        least = heappop(heap)
        heap += [4]
        def answer(): return heap
    """,
    "the next of an iterator": """
        numbers = iter([1, 2, 3])
        first = next(numbers)
        def answer(): return list(numbers)
    """,
    "an object that a function of the program changes": """
        def fill(t): t[1] = 2
        def show(t): print(t)                   # -
        def size(t): return len(t)              # -
        table, other = {}, {}
        n = fill(table)
        show(table)                             # -
        m = size(table)                         # -
        def answer(): return table
    """,
    "an object that is passed on until it is changed": """
        def clear(t): t.clear()
        def reset(a, *, b): clear(b)
        table = [1]
        other = [2]
        reset(other, b=table)
        def answer(): return table
    """,
    "no object that a function only passes as another parameter": """
        def fill(a, b): b.append(len(a))        # -
        table = [1]
        fill(table, [])                         # -
        def answer(): return table
    """,
    "an object changed by another name": """
        table = [[0], [0]]
        row = table[0]
        row.append(1)
        for each in table:
            each.append(2)
        def answer(): return table
    """,
    "an object changed through one that holds it": """
        class Adder:
            def __init__(self, target): self.target = target
            def step(self): self.target.append(1)
        target = []
        adder = Adder(target)
        adder.step()
        def answer(): return target
    """,
    "an object that a function changes by an alias": """
        def grow(t):
            u = t
            u.append(1)
        table = []
        x = grow(table)
        def answer(): return table
    """,
    "an object that lives on in a needed one": """
        inner = []
        outer = [inner]
        inner.append(1)
        def answer(): return outer
    """,
    "a call of a lambda that changes": """
        table = []
        put = lambda x: table.append(x)
        put(3)
        list(map(lambda x: table.append(x), [1, 2]))
        def answer(): return table
    """,
    "a function passed to be called": """
        table = []
        def put(x): table.append(x)
        list(map(put, [1, 2]))
        def answer(): return table
    """,
    "a function called by another name": """
        import functools
        table = []
        def put(x, y): table.append((x, y))
        put_one = functools.partial(put, 1)
        put_one(2)
        def answer(): return table
    """,
    "what registers itself": """
        REGISTRY, OTHER = {}, {}
        def register(f):
            REGISTRY[f.__name__] = f
            return f
        def named(name):
            def wrap(f):
                REGISTRY[name] = f
                return f
            return wrap
        def other(f):                           # -
            OTHER[f.__name__] = f               # -
            return f                            # -
        @register
        def one(): return 1
        @named("two")
        def _(): return 2
        @other                                  # -
        def three(): return 3                   # -
        def answer(): return [f() for f in REGISTRY.values()]
    """,
    "a method that changes a variable of the module": """
        log = []
        class Logger:
            def __call__(self, x): log.append(x)
            def note(self, x): self(x)
        class Quiet:                            # -
            def hush(self): pass                # -
        logger = Logger()
        logger("a")
        quiet = Quiet()                         # -
        def answer(): return log
    """,
    "a counter in an attribute of a function": """
        def helper():
            helper.calls += 1
            return helper.calls
        helper.calls = 0
        def answer(): return helper()
    """,
    "settings of needed modules": """
        import random, sys, time
        random.seed(3)
        SEED = 4
        random.seed(SEED)
        time.sleep(0)                           # -
        def answer(): return random.random(), sys.maxsize, time.time() > 0
    """,
    "settings by attribute": """
        import decimal, string
        decimal.getcontext().prec = 5
        decimal.DefaultContext.prec = 7
        string.answers = 3                      # -
        def answer(): return decimal.DefaultContext.prec, decimal.getcontext().prec
    """,
    "settings made in a function": """
        import random, os
        def seed_everything(seed=0):
            '''For every generator.'''
            random.seed(seed)
            if os.name: random.seed(seed)
            os.environ["SLICING_TEST"] = str(seed)
        def main():                             # -
            random.seed(5)                      # -
            print(random.random())              # -
        seed_everything(42)
        def answer(): return random.random()
    """,
    "the recursion limit, whoever needs it": """
        import sys, warnings
        sys.setrecursionlimit(4321)
        warnings.filterwarnings("ignore")       # -
        def answer(): return 1
    """,
    "settings of the package under another name": """
        import random
        from random import random as draw
        random.seed(7)
        def answer(): return draw()
    """,
    "a submodule that another import brings": """
        import xml
        from xml.dom import minidom
        import json.decoder                     # -
        def answer(): return xml.dom.minidom is not None
    """,
    "star imports, where a name is not bound": """
        from math import *
        def answer(): return sqrt(pi) > 1
    """,
    "star imports that hide a builtin": """
        from math import *
        def answer(): return pow(2, 2)
    """,
    "no star import where all is bound": """
        from math import *                      # -
        def half(x): return x / 2
        def answer(): return half(3)
    """,
    "what exec may bind": """
        code = "W = 3"
        exec(code)
        def answer(): return W
    """,
    "no exec where all is bound": """
        exec("W = 3")                           # -
        def answer(): return len([1])
    """,
    "what globals() binds and reads": """
        globals()["W"] = 3
        globals()["V"] = 4                      # -
        globals().update(U=5)
        import sys
        setattr(sys.modules[__name__], "T", 6)
        def answer(): return globals()["W"] + U + T
    """,
    "what globals() may bind": """
        for name in ("a", "b"):
            globals()[name] = 1
        def answer(): return a + b
    """,
    "the names that eval is given": """
        A = 3
        B = 4                                   # -
        def answer(): return eval("A + 1")
    """,
    "the else of a main block": """
        if __name__ == "__main__":
            N = 1
        else:
            N = 2
        def answer(): return N
    """,
    "no main block": """
        N = 2
        if __name__ == "__main__":              # -
            N = 1                               # -
        if "__main__" == __name__:              # -
            N = 3                               # -
        def answer(): return N
    """,
    "compound statements as a whole": """
        table = {}
        while len(table) < 3:
            print(len(table))
            table[len(table)] = 1
        while True:                             # -
            break                               # -
        def answer(): return table
    """,
    "no exits, assertions and errors": """
        import sys
        if len(sys.argv) > 10**6: sys.exit()    # -
        assert sys.argv is not None             # -
        def answer(): return sys.maxsize
    """,
}

# Notebooks whose last cells bind the names of functions to something else. In the whole program the
# function is lost.
ACCIDENTS = {
    "a result of the function itself": """
        def answer(x=1): return x
        answer = answer(2)                      # -
        answer = answer + 1                     # -
    """,
    "one of several results": """
        def answer(x=1): return x, 1
        a, answer = answer(2)                   # -
    """,
    "a loop's variable": """
        def answer(x=1): return x
        for answer in [answer(), answer(2)]:    # -
            print(answer)                       # -
    """,
    "a result of another function": """
        def mean(xs): return sum(xs) / len(xs)
        def answer(): return mean([1])
        answer = mean([3])                      # -
        del answer                              # -
    """,
    "a result above the definition": """
        answer = 1                              # -
        for i in range(3):                      # -
            answer = i                          # -
        def answer(): return 1
    """,
    "a result of a function that helps": """
        def loss(x): return x + 1
        def answer(): return loss(0)
        loss = loss(5)                          # -
    """,
    "a lambda": """
        answer = lambda: 1
        answer = answer()                       # -
        answer += 1                             # -
    """,
    "a result of a function that is given another": """
        def answer(): return 1
        def evaluate(f): return f() + 1         # -
        answer = evaluate(answer)               # -
    """,
    "a number made of a result": """
        def answer(): return 1
        answer = float(answer)                  # -
    """,
    "a result bound by another function": """
        def answer(): return 1
        def main():                             # -
            global answer                       # -
            answer = 3                          # -
        main()                                  # -
    """,
}

REBINDINGS = {
    "a wrapper": """
        import functools
        def timed(f):
            @functools.wraps(f)
            def wrapper(): return f() + 1
            return wrapper
        def answer(): return 1
        answer = timed(answer)
    """,
    "a wrapper from a library": """
        import functools
        def answer(x): return x
        answer = functools.partial(answer, 2)
    """,
    "a definition again": """
        def answer(): return 1
        answer = lambda: 2
    """,
    "another function": """
        def answer(): return 1
        def better(): return 2
        answer = better
    """,
    "a function of a library": """
        import time
        def answer(): return 1
        answer = time.gmtime
        answer = max if False else lambda: 3
    """,
    "an instance": """
        class Answer:
            def __call__(self): return 2
        def answer(): return 1
        answer = Answer()
    """,
    "what a factory makes": """
        def make(n): return lambda: n
        def answer(): return 1
        answer = make(5)
    """,
    "a wrapper of a decorator that gives back its function": """
        seen = []
        def register(f):
            seen.append(f)
            return f
        def answer(): return len(seen)
        answer = register(answer)
    """,
    "a value that is no function, used as a value": """
        def config(): return {"n": 1}
        config = config()
        def answer(): return config["n"]
    """,
    "a definition in both arms": """
        def answer(): return 1
        if len("ab") > 1:
            def answer(): return 2
        else:
            answer = 3
    """,
}

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


def program(marked: str) -> str:
    return textwrap.dedent(marked).strip() + "\n"


def check_lines(source: str, text: str) -> None:
    pairs = list(zip(source.split("\n"), text.split("\n"), strict=True))
    stays = [(line, left) for line, left in pairs if not line.endswith("# -")]
    gone = [left.strip() for line, left in pairs if line.endswith("# -")]
    assert [left.rstrip() for _, left in stays] == [line.rstrip() for line, _ in stays]
    assert "".join(gone) == ""


def value(text: str) -> object:
    """Run a program as a module, and call its function "answer"."""
    module = sys.modules["homework"] = ModuleType("homework")
    try:
        exec(compile(text, "homework.py", "exec", dont_inherit=True), vars(module))
        return module.answer()
    finally:
        del sys.modules["homework"]


def cases(table: Mapping[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("marked", table.values(), ids=table.keys())


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    source = program(marked)
    sliced = slice_source(source, ["answer"])
    check_lines(source, sliced.text)
    assert sliced.found == {"answer"}
    assert value(sliced.text) == value(source)


@cases(ACCIDENTS)
def test_a_rebinding_by_accident_is_left_out(marked):
    source = program(marked)
    text = slice_source(source, ["answer"]).text
    check_lines(source, text)
    assert value(text) in (1, (1, 1))


@cases(REBINDINGS)
def test_a_rebinding_to_a_function_stays(marked):
    source = program(marked)
    text = slice_source(source, ["answer"]).text
    check_lines(source, text)
    assert value(text) == value(source)


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


def test_several_names_take_the_union_of_their_slices():
    source = "A = 1\nB = 2\ndef f(): return A\ndef g(): return B\n"
    assert slice_source(source, ["f"]).text.split("\n") == [
        "A = 1",
        "     ",
        "def f(): return A",
        " " * 17,
        "",
    ]
    assert slice_source(source, ["f", "g"]).text == source


def test_one_graded_function_prepares_what_another_needs():
    source = program("""
        def setup():
            global W
            W = 3
        setup()
        def answer(): return W
    """)
    assert slice_source(source, ["setup", "answer"]).text == source
    assert not slice_source(source, ["setup"]).text.split("\n")[3].strip()


def test_a_name_that_nothing_binds_is_not_found():
    sliced = slice_source("import sys\nsys.setrecursionlimit(99)\nx = 1\n", ["answer"])
    assert not sliced.found
    assert not sliced.text.strip()


def test_a_name_bound_only_in_a_main_block_is_not_found():
    assert not slice_source("if __name__ == '__main__':\n    def f(): pass\n", ["f"]).found


def test_a_name_bound_only_in_a_function_that_is_not_called_is_not_found():
    assert not slice_source("def g():\n    global f\n    def f(): pass\n", ["f"]).found


def test_what_may_bind_a_name_that_is_not_found_stays():
    source = "from homework_parts import *\nexec(open('rest.py').read())\n"
    sliced = slice_source(source, ["answer"])
    assert not sliced.found
    assert sliced.text == source


def test_no_names_need_nothing_but_the_future():
    source = "from __future__ import annotations\nimport sys\nsys.setrecursionlimit(99)\n"
    assert slice_source(source, []).text.split() == ["from", "__future__", "import", "annotations"]


PLACES = [
    ("a = 1; b = 2\n", "0    ; b = 2\n"),
    ("b = 2; a = 1\n", "b = 2; 0    \n"),
    ("b = 2; a = 1;\n", "b = 2; 0     \n"),
    ("a = 1; c = 3\nb = 2\n", "            \nb = 2\n"),
    ("a = '世界'; b = 2\n", "0       ; b = 2\n"),
    ("世界 = a = 1; b = '世'; 界 = 3 # 世\n", "0         ; b = '世'; 0        \n"),
    ("a = 1;\nb = 2\n", "      \nb = 2\n"),
    ("a = '''\n\n'''; b = 2\n", "       \n\n0  ; b = 2\n"),
    ("b = 2; a = (1,\n  2); c = 3; b = 4\n", "b = 2;        \n0   ; 0    ; b = 4\n"),
    ("a = 1; \\\n  b = 2\n", "0    ; \\\n  b = 2\n"),
    ("a = 1 \\\n;\nb = 2\n", "       \n \nb = 2\n"),
    ("\\\n\nb = 2\n", "\\\n\nb = 2\n"),
    ("a = 1  # one\n# two\nb = 2  # three\n# four", "            \n     \nb = 2         \n      "),
    ("a = 1\r\nb = '''\r\n'''\r\na = 2\r\n", "     \r\nb = '''\r\n'''\r\n     \r\n"),
    ("a = 1\rb = 2\ra = 3", "     \rb = 2\r     "),
    ("a = 1\n\x0cb = 2\n", "     \n\x0cb = 2\n"),
    ("a = '\x0c\x0b\x1c\u2028'; b = 2\n", "0         ; b = 2\n"),
    ("b = '''\x0c\x0b\x1c\u2028\n'''\na = 1\n", "b = '''\x0c\x0b\x1c\u2028\n'''\n     \n"),
    ("@staticmethod\n@(  # no\n  staticmethod)\ndef a(): pass\nb = 2", "{0}\n{1}\n{2}\n{3}\nb = 2"),
    (
        "a = 1\n# no\n@(  # no\n  staticmethod)\ndef b(): pass",
        "     \n    \n@(      \n  staticmethod)\ndef b(): pass",
    ),
    (
        '"""Doc."""; from __future__ import annotations; b = 2',
        '"""Doc."""; from __future__ import annotations; b = 2',
    ),
    ("if 1: a = 1; b = 2\n", "if 1: a = 1; b = 2\n"),
    ("class a: x = 1; y = 2\nb = 2\n", "                     \nb = 2\n"),
    ("", ""),
    ("# nothing", "         "),
]


@pytest.mark.parametrize(("source", "text"), PLACES)
def test_what_stays_keeps_its_line_and_column(source, text):
    sliced = slice_source(source, ["b"]).text
    assert sliced == text.format(*(" " * len(line) for line in source.split("\n")))
    assert ends(sliced) == ends(source)
    whole = {ast.dump(node): node.lineno for node in ast.parse(source).body}
    left = [node for node in ast.parse(sliced).body if ast.unparse(node) != "0"]
    assert all(whole[ast.dump(node)] == node.lineno for node in left)


def ends(text):
    return re.findall(r"\r\n|\r|\n", text)


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


def test_a_memorised_table_of_elifs_is_no_problem():
    arms = "".join(f"    elif i == {i}: return {i}\n" for i in range(1, 250))
    source = f"def answer(i=7):\n    if i == 0: return 0\n{arms}"
    assert slice_source(source, ["answer"]).text == source


def test_a_long_conditional_expression_is_no_problem():
    arms = " else ".join(f"{i} if answer({i}) else None if 0" for i in range(400))
    source = f"def answer(i=1): return i\nanswer = {arms} else 0\n"
    assert value(slice_source(source, ["answer"]).text) == 1


def test_a_program_too_large_to_follow_runs_whole():
    source = "x = []\n" + "f(x)\n" * 9000 + "def answer(): return 1\n"
    sliced = slice_source(source, ["answer", "play"])
    assert sliced.text == source
    assert sliced.found == {"answer"}


def test_a_wrong_escape_in_a_string_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert slice_source(r"answer = lambda: '\d'", ["answer"]).found


def test_a_long_sum_is_no_problem():
    source = f"N = {' + '.join('1' * 800)}\ndef answer(): return N\n"
    assert value(slice_source(source, ["answer"]).text) == 800


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
            f"def f{n}():\n    global f{n + 1}\n    f{n + 1} = f{n * 5 % 999}\n    f{n * 13 % 999}()\n"
            for n in range(1000)
        ),
    ],
)
def test_a_program_of_many_calls_holds_nobody_up_and_runs_whole(text):
    text += "def forward(x):\n    return x\n"
    sliced = slice_source(text, ["forward", "backward"])
    assert sliced.text == text
    assert sliced.found == {"forward"}
