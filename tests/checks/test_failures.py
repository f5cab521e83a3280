"""Messages on exceptions of the student's code say what is here instead."""

import pytest

from grader import wire
from grader.checks.failures import student_error
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.submission.source import Cell, Source

SOURCE = Source("homework.py", "import tqdm\n")


def error(type_name, message, builtin="", installed=()):
    frames = [wire.Frame(1, "<module>")]
    raised = wire.Raised(
        "load", type_name, message, frames, builtin or type_name, installed=[*installed]
    )
    return student_error(raised, "f", SOURCE, Limits())


@pytest.mark.parametrize(
    ("installed", "words"),
    [
        (["numpy"], "it is not installed here, numpy and Python's standard library are; a module"),
        (
            ["torch", "numpy", "a lie"],
            "it is not installed here, numpy, torch and Python's standard library are;",
        ),
        ([], "it is not installed here, Python's standard library is; a module of"),
    ],
)
def test_a_module_that_is_missing_is_named_with_those_that_are_there(installed, words):
    failure = error("ModuleNotFoundError", "No module named 'tqdm'", installed=installed)
    assert str(failure).startswith("f: a statement that it needs raises ModuleNotFoundError: No ")
    assert str(failure).partition("`); ")[2].startswith(words)


def test_a_file_that_is_missing_is_explained():
    failure = error("FileNotFoundError", "No such file or directory: 'a.csv'", "FileNotFoundError")
    assert "data files come along only from the homework's own folder" in str(failure)


@pytest.mark.parametrize(
    ("type_name", "message"),
    [
        ("ModuleNotFoundError", "No module named 'code.tools'; 'code' is not a package"),
        ("ImportError", "cannot import name 'relu' from 'code'"),
    ],
)
def test_the_name_of_a_module_of_python_is_said_to_be_taken(type_name, message):
    assert "code is a module of Python's standard library: if you mean one of your own" in str(
        error(type_name, message)
    )


def test_of_a_name_that_is_missing_it_is_said_which_cell_would_define_it():
    problem = "line 2: SyntaxError: invalid syntax"
    cells = (Cell(1, 1, problem, "import numpy as np\nx = = 1"), Cell(2, 2))
    book = Source("homework.ipynb", "\nnp.ones(3)\n", cells)
    raised = wire.Raised(
        "call", "NameError", "name 'np' is not defined", [wire.Frame(2, "f")], "NameError"
    )
    assert str(student_error(raised, "f", book, Limits())) == (
        "f: raises NameError: name 'np' is not defined "
        "(homework.ipynb, code cell 2, line 1: `np.ones(3)`); "
        "np is in code cell 1, which does not parse: line 2: SyntaxError: invalid syntax"
    )


def test_a_gpu_whose_memory_is_full_has_words_of_its_own():
    message = "CUDA out of memory. Tried to allocate 128.00 TiB. GPU 0 has a total capacity of 139"
    failure = error("OutOfMemoryError", message, "RuntimeError")
    assert failure.reason is Reason.MEMORY
    assert str(failure).startswith("f: the GPU's memory is full (")


def test_a_name_that_another_module_does_not_have_is_the_message_alone():
    assert str(error("ImportError", "cannot import name 'x' from 'tools'")).endswith("`)")


def mismatch(*shapes):
    source = Source("homework.py", "def f(h, w2):\n    return h @ w2\n")
    frames = [wire.Frame(2, "f")]
    message = "matmul: Input operand 1 has a mismatch in its core dimension 0"
    raised = wire.Raised(
        "call",
        "ValueError",
        message,
        frames,
        "ValueError",
        shapes=[wire.Shape(name, [*lengths]) for name, lengths in shapes],
    )
    return student_error(raised, "f", source, Limits()).message


def test_shapes_that_do_not_fit_are_told_by_name():
    told = mismatch(("h", (2, 3)), ("w2", (4, 5)))
    assert told.endswith("; there, h has the shape (2, 3), w2 has the shape (4, 5)")


def test_of_shapes_only_names_in_the_students_line_are_shown():
    told = mismatch(("secret", (2, 3)), ("h w2", (1,)), ("h", (2,) * 1000))
    assert told.endswith(f"; there, h has the shape {(2,) * 8}")
