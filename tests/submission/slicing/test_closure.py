"""From names to statements: what they need, and what is a binding by accident."""

from submission.slicing.marked import cases, check_lines, check_stays, program, value

from grader.submission.slicing import slice_source

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


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    check_stays(marked)


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


def test_a_function_that_looks_up_names_may_need_any_definition():
    source = program("""
        import math
        def step_one(): return 1
        class Two: pass
        losses = [step_one()]                   # -
        def answer(): return globals()["step_" + "one"]()
    """)
    check_lines(source, slice_source(source, ["answer"]).text)


def test_a_result_with_the_name_of_another_graded_function_is_left_out():
    source = program("""
        from helper import loss
        def train(): return loss
        loss = train()                          # -
    """)
    check_lines(source, slice_source(source, ["train"], graded=["loss", "train"]).text)


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
