"""What slicing knows of Python and its libraries, by name alone."""

from __future__ import annotations

import builtins


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILTINS = frozenset(dir(builtins)) | {"__file__", "__annotations__", "__builtins__"}
# Jupyter's own, as harmless as print.
SHOWING = _split("display get_ipython")
MODULE_DICTS = _split("globals locals vars")
# Builtins that change their first argument; the others change none.
CHANGING_BUILTINS = _split("setattr delattr next")
# Builtins that reach past a function's arguments: the module, files, code, the user.
REFLECTIVE_BUILTINS = _split("""
    __import__ breakpoint compile delattr eval exec exit getattr globals input locals open quit
    setattr vars
""")
# Functions whose value is a number, a string or the like, whatever they are given; the second line
# is for sys.path.
SCALARS = _split("""
    int float complex str bool len round abs range device is_available cpu_count
    dirname abspath join getcwd
""")
# Attributes whose value is a number, a string or the like, which nobody can change.
PLAIN_ATTRIBUTES = _split("shape ndim size dtype device nbytes itemsize requires_grad is_leaf")
# Methods that return a part, or another view, of their object.
ACCESSORS = _split("""
    parameters named_parameters buffers modules children state_dict keys values items get
    setdefault view reshape ravel transpose squeeze unsqueeze detach numpy cpu cuda to eval
    train requires_grad_
""")
# Builtins that do the same with their arguments.
VIEWS = _split(
    "iter reversed enumerate zip map filter list tuple dict sorted getattr vars memoryview"
)
# Methods that change their object.
MUTATORS = _split("""
    append appendleft add extend extendleft insert update setdefault clear remove discard pop
    popleft popitem sort reverse rotate fill put resize itemset push write send subtract
    difference_update intersection_update
    __setitem__ __delitem__ __setattr__ __delattr__ __iadd__ __ior__
""")
# Functions that change their arguments.
ARGUMENT_MUTATORS = _split("shuffle heapify heappush heappop insort copyto fill_diagonal readinto")
# Packages that look at what they are given and change nothing of it.
HARMLESS_PACKAGES = _split("""
    matplotlib seaborn plotly IPython pprint logging time timeit json pickle os sys warnings
    tqdm tabulate inspect dis doctest unittest tempfile shutil subprocess threading traceback
""")
# What looks like a setting of a module, and is an action: waiting, ending, showing, writing,
# fetching, testing.
ACTIONS = _split("""
    sleep wait exit _exit abort kill quit system popen Popen run call check_call check_output
    startfile spawn fork show savefig imsave save savez savetxt dump write writelines flush
    print pprint display info debug warning error input open urlopen urlretrieve download get
    post main testmod mkdir makedirs remove unlink rmtree rename replace breakpoint set_trace
    interact compile eval exec
""")
# Settings that reach beyond the module they belong to: they count for every function.
FAR_REACHING = (("sys", "setrecursionlimit"), ("sys", "path"), ("os", "environ"))
# Endings of classes whose instances are data, not functions.
DATA = (
    "Tensor",
    "Variable",
    "Parameter",
    "Frame",
    "Series",
    "Counter",
    "Decimal",
    "Fraction",
    "Path",
    "Loader",
)


def is_in_place(name: str) -> bool:
    """Whether a method is, by its name, one of torch's that work in place: ``zero_``."""
    return name.endswith("_") and not name.endswith("__")


def changes_object(method: str) -> bool:
    """Whether a method changes its object."""
    return method in MUTATORS or is_in_place(method)


def changes_arguments(function: str) -> bool:
    """Whether a library's function changes its arguments."""
    return function in ARGUMENT_MUTATORS or is_in_place(function)
