"""Where code hung or crashed: what the process says of it, and what is believed of that."""

import pytest

from grader import wire
from grader.checks.whereabouts import located
from grader.errors import StudentError
from grader.results import Outcome, Place, Reason
from grader.submission.source import Source

TEXT = """\
def train(steps):
    total = 0
    for step in range(steps):
        for start in range(0, 10):
            total += 1
    while total:
        pass
"""
SOURCE = Source("homework.py", TEXT)


def error(told):
    return located(StudentError(Reason.TIMEOUT, "stopped", told=told), SOURCE)


def trace(line, file="homework.py"):
    return f'Current thread 0x1 (most recent call first):\n  File "{file}", line {line} in train\n'


def numbers(**values):
    told = " ".join(f"{name}={value}" for name, value in values.items())
    return f"\n{wire.NUMBERS} {told}\n"


def test_the_line_is_told_with_the_counters_of_its_loops_the_innermost_first():
    found = error(trace(5) + numbers(steps=9, total=31, step=3, start=7))
    assert found.message == (
        "stopped; it was at homework.py, line 5: `total += 1`, with start = 7, total = 31, step = 3"
    )
    assert found.place == Place("homework.py", 5, file_line=5)


def test_a_line_outside_of_functions_is_told_to_run_when_the_file_is_loaded():
    source = Source("homework.py", "total = 0\nwhile True:\n    total += 1\n\ndef f(): pass\n")
    told = 'File "homework.py", line 3 in <module>\n'
    found = located(StudentError(Reason.TIMEOUT, "stopped", told=told + numbers(total=3)), source)
    assert found.message == (
        "stopped; it was at homework.py, line 3: `total += 1`, with total = 3; "
        "code outside of functions runs when the file is loaded"
    )


def test_without_numbers_the_line_alone_is_told():
    assert error(trace(7)).message == "stopped; it was at homework.py, line 7: `pass`"


@pytest.mark.parametrize(
    "told",
    [
        "",
        "nonsense",
        trace(5, "/usr/lib/python3/site-packages/numpy/core.py"),
        trace(99),
        trace(0),
        trace("9" * 400),
        'File "homework.py", line',
        "\x00" * 1000,
    ],
)
def test_what_speaks_of_no_line_of_the_student_is_not_believed(told):
    assert error(told).message == "stopped"


def test_the_innermost_line_of_the_students_own_counts():
    lines = 'File "numpy/core.py", line 3 in dot\n  File "homework.py", line 5 in train\n'
    assert "line 5" in error(lines + 'File "homework.py", line 7 in f\n').message


@pytest.mark.parametrize("value", ["x" * 9, "1e9", "9" * 40, "[1]", "\x1b[31m1"])
def test_only_numbers_are_told(value):
    assert "with" not in error(trace(4) + f"\n{wire.NUMBERS} step={value} start={value}\n").message


def test_a_file_with_another_alphabet_is_known_by_its_name():
    source = Source("作业.py", TEXT)
    told = trace(5, "\\u4f5c\\u4e1a.py")
    found = located(StudentError(Reason.TIMEOUT, "stopped", told=told), source)
    assert "作业.py, line 5" in found.message


LIMITED = """
    import pytest

    @pytest.mark.points(100)
    @pytest.mark.limits(cpu_s=1, wall_s=4)
    def test_double(student, expect):
        '''double doubles'''
        expect.number(student.double(3), result=6)
    """


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    n = 0\n    while True: n += 1\n", "line 3: `while True: n += 1`, with n = "),
        (
            "    import time\n    for i in range(9):\n        time.sleep(i * 10)\n",
            "line 4: `time.sleep(i * 10)`, with i = 1",
        ),
        (
            "    import numpy as np\n    m = np.ones((3000, 3000))\n    while True:\n        m = m @ m\n",
            "line 5: `m = m @ m`",
        ),
        ("    import ctypes\n    ctypes.string_at(0)\n", "line 3: `ctypes.string_at(0)`"),
        ("    import os\n    os.abort()\n", "line 3: `os.abort()`"),
        (
            "    import signal\n    signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n    while True: pass\n",
            "stopped after 1 s of CPU time",
        ),
        (
            "    import signal\n    signal.signal(signal.SIGUSR1, lambda *_: print('x' * 9000))\n"
            "    while True: pass\n",
            "stopped after 1 s of CPU time",
        ),
    ],
    ids=["counts", "sleeps", "multiplies", "crashes", "aborts", "ignores", "floods"],
)
def test_a_check_says_where_the_code_hung_or_crashed(course, write, grade, body, words):
    write(course, {"assignments/tiny/test_public.py": LIMITED})
    text = f"def double(x):\n{body}"
    check = grade(text, only=["test_double"]).checks[0]
    assert check.outcome is Outcome.FAILED
    assert words in check.message
    assert "Fatal Python error" not in check.output
