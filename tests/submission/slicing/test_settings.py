"""Settings of modules: kept where the module is needed."""

from submission.slicing.marked import cases, check_stays

STAYS = {
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
    "where modules are looked for, by whatever it is computed": """
        import os, sys
        from pathlib import Path
        HERE = Path(".").resolve()
        HOME = Path("x")                        # -
        sys.path.insert(0, str(HERE / "src"))
        sys.path += [os.path.join("a", "b")]
        def answer(): return 1
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
}


@cases(STAYS)
def test_what_is_needed_stays_and_gives_the_same_value_as_the_whole(marked):
    check_stays(marked)
