"""What statements bind and use, in whatever way they do."""

from submission.slicing.marked import cases, check_stays

STAYS = {
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


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    check_stays(marked)
