"""Whatever a submission's functions return or raise, there is a report, and nothing in it is broken.

Hypothesis changes one to three functions of the reference: each returns, for some calls, its right
value in another form, or anything else that Python has, or raises anything.
"""

import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.results import Outcome, Tier
from grader.submission import Submission
from grader.submission.source import Source

ROOT = Path(__file__).parents[2]
FEW = 6
EXAMPLES = int(os.environ.get("GRADEKIT_EXAMPLES", FEW))
NAMES = sorted(folder.name for folder in (ROOT / "assignments").iterdir() if folder.is_dir())

# Of a function's right value.
FORMS = """
value[::-1]; value[:1]; value[1:]; value[-1]; value.T; value[..., :-1]; value[:-1]; value[:0]; value[None]
value.reshape(-1); value.astype("float16"); value.astype(complex); value.astype(int) != 0; value.tolist()
value.double(); value.half(); value.bool(); value.to(torch.bfloat16); value.to("meta"); value.to_sparse()
value.numpy(); value * float("nan"); value * float("inf"); value * 2; -value; value + 1; value * 0
str(value); repr(value).encode(); [value]; (value,); (value, value); [value, [value, [value]]]; {"a": value}
{value}; iter([value]); (part for part in [value]); list(value); tuple(value)[::-1]; sorted(value)
np.asarray(value, dtype=object); np.asarray(value, dtype="U"); np.ma.masked_array(value); np.matrix(value)
np.asarray(value).T.copy(); np.asarray(value)[..., :1]; np.asarray(value).sum(); np.float32(np.sum(value))
torch.as_tensor(value); torch.as_tensor(value).clone().requires_grad_(); torch.nn.Parameter(torch.as_tensor(value))
Pair(value, value); Pair(*value); lambda *args: value; type(value); (value, None); (None, *value); value and None
[np.asarray(part).T for part in value]; [part[..., :-1] for part in value]; dict(enumerate(value))
value[0], value[1][:, :-1]; value[0].T, *value[1:]; [float(part) for part in value][:-1]; value + value
np.broadcast_to(value, (3, *np.shape(value))); np.asfortranarray(value); np.asarray(value)[::-1]
"""
ANYTHING = """
None; True; 0; -1; 3; 2**70; -(2**200); 1e400; float("nan"); -0.0; 1j; ""; "fizz"; "\\ud800"; b"\\xff"; ...; NotImplemented
(); []; {}; set(); [[]]; [[[[[]]]]]; [None] * 3; [1, [2, [3]]]; ["a", 1, None]; range(3); object(); type; print; np; torch
np.zeros(0); np.zeros((0, 3)); np.zeros((3, 0)); np.zeros((1, 1, 1, 1)); np.float16(1); np.int8(-1); np.bool_(True)
np.array(3.0); np.array("x"); np.array([None]); np.array([1, "a"], dtype=object); np.datetime64("2026-01-01")
np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]); np.longdouble(1); np.full((4, 3), np.nan); np.ones(5, "c16")
torch.zeros(0); torch.tensor(3); torch.tensor([True]); torch.ones(2, 3).to_sparse(); torch.ones(3, device="meta")
torch.ones(2, dtype=torch.complex64); torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8); torch.ones(2).T
torch.ones(2, requires_grad=True) * 2; torch.nn.Linear(3, 2); torch.nn.Sequential(); torch.nn.Parameter(torch.ones(3))
torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0); torch.Size([1, 2]); torch.float32; torch.device("cpu")
Pair(1, 2); Pair(None, Pair([], ())); iter([]); (x for x in [1]); slice(1); memoryview(b"abc"); bytearray(3)
[np.ones((i + 1, 2)) for i in range(3)]; [torch.ones(i) for i in range(3)]; (np.ones(2), torch.ones(2)); [1] * 3000
"""
RAISED = """
ValueError("x"); KeyError(1); StopIteration; GeneratorExit; SystemExit(0); KeyboardInterrupt; MemoryError; RecursionError
AssertionError; NotImplementedError; OSError(2, "no"); UnicodeDecodeError("utf-8", b"", 0, 0, ""); Odd(); Odd("\\ud800")
RuntimeError("x" * 9000); RuntimeError("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"); BaseException(None)
ExceptionGroup("g", [ValueError()]) if hasattr(__builtins__, "ExceptionGroup") else Exception(); AttributeError(name=3)
NameError("name 'x' is not defined"); TypeError("f() missing 1 required positional argument: 'x'"); IndexError([[]])
"""
HEAD = """
from typing import NamedTuple
import numpy as np
import torch
class Pair(NamedTuple):
    first: object
    second: object
class Odd(Exception):
    def __str__(self): return {}
"""
CHANGED = """
_calls_of_{name} = []
_right_{name} = {name}
def {name}(*args, **kwargs):
    size = next((len(arg) for arg in args if hasattr(arg, "__len__")), 0)
    _calls_of_{name}.append(size)
    if {when}:
        {odd}
    return _right_{name}(*args, **kwargs)
"""


def expressions(text):
    return [expression.strip() for line in text.strip().splitlines() for expression in line.split("; ")]


ODD = st.one_of(
    st.sampled_from(expressions(FORMS)).map(
        lambda form: f"value = _right_{{name}}(*args, **kwargs); return {form}"
    ),
    st.sampled_from(expressions(ANYTHING)).map(lambda value: f"return {value}"),
    st.sampled_from(expressions(RAISED)).map(lambda error: f"raise {error}"),
)
WHEN = st.sampled_from(
    ["True", "size % 2", "size == 1", "size > 5", "len(_calls_of_{name}) > 1", "len(_calls_of_{name}) == 3"]
)


@pytest.fixture(scope="module")
def grade():
    """Returns a function that grades a text of an assignment, in processes of the module."""
    with Grader(Tier.E) as grader:

        def grade(assignment, text):
            source = Source("homework.py", text)
            return grader.grade(assignment, Submission("homework.py", source))

        yield grade


def homework(name, changed):
    """The text of a reference in which functions are changed, and the part that changes them."""
    reference = (ROOT / "solutions" / name / "solution.py").read_text("utf-8")
    parts = ""
    for function, when, odd in changed:
        when, odd = (text.replace("{name}", function) for text in (when, odd))
        parts += CHANGED.replace("{name}", function).replace("{when}", when).replace("{odd}", odd)
    return reference + HEAD + parts, parts


def changes_of(assignment):
    """A strategy for one to three changes."""
    functions = st.sampled_from(sorted(assignment.manifest.functions))
    return st.lists(
        st.tuples(functions, WHEN, ODD), min_size=1, max_size=3, unique_by=lambda change: change[0]
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_there_is_always_a_report_and_nothing_in_it_is_broken(name, grade):
    assignment = assignments.load(ROOT / "assignments" / name, ROOT / "solutions")

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES == FEW,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(changes_of(assignment))
    def try_(changed):
        text, parts = homework(name, changed)
        report = grade(assignment, text)
        broken = [check.message for check in report.checks if check.outcome is Outcome.BROKEN]
        assert (broken, report.notes, report.problem) == ([], (), ""), parts

    try_()
