"""What statements change, and what the functions that they call do."""

from submission.slicing.marked import cases, check_stays

STAYS = {
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
    "a changing method that is passed on, or has a name of its own": """
        layers, names, rest = [], [], []
        list(map(layers.append, [1, 2]))
        add = names.append
        add("relu")
        count = rest.count                      # -
        def answer(): return layers, names, rest
    """,
    "what another name of the same object changes": """
        from contextlib import nullcontext
        from functools import partial
        first, second = both = [[], []]
        first.append(1)
        table = {}
        with nullcontext(table) as entered:
            entered["a"] = 1
        put = partial(table.__setitem__, "b")
        put(2)
        def answer(): return both, table
    """,
    "what a function returns": """
        table = {}
        def get(): return table
        get()["a"] = 1
        get().update(b=2)
        get().get("a")                          # -
        def answer(): return table
    """,
    "a base that is changed after the class": """
        class Layer: size = 1
        class Relu(Layer): pass
        Layer.size = 2
        def answer(): return Relu.size
    """,
    "a namespace by its dictionary": """
        class Config: pass
        config, other = Config(), Config()
        vars(config)["a"] = 1
        vars(config).update(b=2)
        vars(other).get("a")                    # -
        def answer(): return config.a + config.b
    """,
    "a changing method of a builtin class": """
        class Table(dict): pass
        table, rest = Table(), Table()
        dict.update(table, a=1)
        dict.get(rest, "a")                     # -
        def answer(): return table, rest
    """,
    "an object that a generator without a name shuffles": """
        import random
        deck = [1, 2, 3]
        random.Random(0).shuffle(deck)
        def answer(): return deck
    """,
    "a new class, where a class keeps a table of its subclasses": """
        class Layer:
            table = {}
            def __init_subclass__(cls): Layer.table[cls.__name__] = cls
        class Relu(Layer): pass
        class Config: pass                      # -
        def answer(): return list(Layer.table)
    """,
    "a new class, where a class is asked for its subclasses": """
        class Layer: pass
        class Relu(Layer): pass
        class Config: pass                      # -
        def answer(): return [cls.__name__ for cls in Layer.__subclasses__()]
    """,
    "a new class, where a metaclass keeps a table": """
        class Registry(type):
            table = {}
            def __new__(meta, name, bases, body):
                cls = super().__new__(meta, name, bases, body)
                meta.table[name] = cls
                return cls
        class Layer(metaclass=Registry): pass
        class Relu(Layer): pass
        class Config: pass                      # -
        def answer(): return list(Registry.table)
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
    "a function held in an object, or passed to a loop, is not changed by what is done to these": """
        def answer(): return 42
        class Trainer:                          # -
            def __init__(self, f):              # -
                self.f, self.log = f, []        # -
            def fit(self):                      # -
                self.log.append(self.f())       # -
        trainer = Trainer(answer)               # -
        trainer.fit()                           # -
        trainer.log.clear()                     # -
        for f in [answer, abs]:                 # -
            print(f)                            # -
        for name, f in {"a": answer}.items():   # -
            trainer.log.append(f)               # -
        pair = (answer, trainer)                # -
        pair[1].fit()                           # -
    """,
    "a number of an array has nothing to do with the array": """
        class Array:                            # -
            shape = (2, 3)                      # -
            def __iadd__(self, x): return self  # -
            def fill_(self, x): pass            # -
        w1 = Array()                            # -
        H = 3
        w1.fill_(3)                             # -
        D = w1.shape[0]                         # -
        w1 += 1                                 # -
        def answer(): return H
    """,
    "an attribute of a function that is set through another name": """
        def helper(): return helper.factor * 2
        helper.factor = 1
        other = helper
        other.factor = 3
        def answer(): return helper()
    """,
    "a method put into a class by a function that is given the class": """
        def add_to(cls):
            def wrapper(f): setattr(cls, f.__name__, f)
            return wrapper
        class Net: pass
        @add_to(Net)
        def forward(self): return 5
        def answer(): return Net().forward()
    """,
    "a registry that is called": """
        class Registry:
            def __init__(self): self.known = {}
            def __call__(self, name):
                def keep(f):
                    self.known[name] = f
                    return f
                return keep
        registry = Registry()
        @registry("five")
        def five(): return 5
        registry("six")(lambda: 6)
        def answer(): return [f() for f in registry.known.values()]
    """,
    "a counter in an attribute of a function": """
        def helper():
            helper.calls += 1
            return helper.calls
        helper.calls = 0
        def answer(): return helper()
    """,
}


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    check_stays(marked)
