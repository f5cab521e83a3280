"""Slices of small programs.

In the programs a line that ends in ``# -`` is to be left out, and every other one is to stay as it is.
"""

import textwrap
from collections.abc import Mapping

import pytest

from grader.slicing import slice_source

# What stays, by what it is called: (names, program). "answer" is called, in the slice and in the whole program.
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
        decimal.getcontext().prec = 5           # -
        decimal.DefaultContext.prec = 7
        string.answers = 3
        def answer(): return decimal.DefaultContext.prec
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

# Notebooks whose last cells bind the names of functions to something else. In the whole program the function is lost.
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


def value(text: str, name: str = "answer") -> object:
    module: dict[str, object] = {"__name__": "homework"}
    exec("import sys, types; sys.modules['homework'] = m = types.ModuleType('homework')", {})
    import sys

    module = vars(sys.modules["homework"])
    try:
        exec(compile(text, "homework.py", "exec", dont_inherit=True), module)
        answer = module[name]
        return answer()  # type: ignore[operator]
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
