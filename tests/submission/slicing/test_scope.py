"""Where names are looked up: of the module, of functions, classes and comprehensions."""

from submission.slicing.marked import cases, check_stays

STAYS = {
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
}


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    check_stays(marked)
