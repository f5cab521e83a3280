"""How much a hidden check's report can tell a student whose code has seen the inputs.

Here a submission answers in every way that it can think of; each way could be chosen by an input.
"""

import json
import math
import textwrap
from itertools import cycle, product
from pathlib import Path

import pytest

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.grading.listener import Silence
from grader.report.gradescope import to_gradescope
from grader.report.json import to_json
from grader.report.prairielearn import to_prairielearn
from grader.report.terminal import to_terminal

ROOT = Path(__file__).resolve().parents[2]
# docs/security.md promises no more.
MOST_BITS = 5

# What a value may be instead of the right one, `v`.
VALUES = [
    "v * 2", "-v", "v * 0", "v / len(v)", "v + 1e-3", "v * float('nan')", "v * float('inf')",
    "v.T", "v[:1]", "v.ravel()", "np.zeros(7)", "np.zeros((2, 3, 4))", "np.zeros(0)",
    *(f"v.astype('{dtype}')" for dtype in ("float32", "float16", "int8", "uint64", "complex64")),
    "v.tolist()", "tuple(v)", "None", "True", "'text'", "3", "10 ** 30", "{}", "[]", "object()",
    "type('S3cret', (), {})()", "type('bool', (), {})()", "v.astype(object)", "np.array(['a'])",
    "np", "forward", "(v, v)", "[v] * 1000", "float('nan')",
]  # fmt: skip
# What a call may do instead of returning.
ENDS = [
    *(
        f"raise {name}"
        for name in (
            "ValueError('x')", "KeyError(3)", "ZeroDivisionError", "NotImplementedError", "MemoryError",
            "RecursionError", "OSError(28, 'full')", "OSError(24, 'files')", "OSError(11, 'again')",
            "OSError(27, 'large')", "KeyboardInterrupt", "SystemExit(3)", "StopIteration",
            "BaseException", "UnicodeDecodeError('u', b'', 0, 1, 'x')", "ImportError", "Warning",
            "type('S3cret', (Exception,), {})('S3cret')", "ExceptionGroup('a', [ValueError()])",
        )
    ),
    "import os; os._exit(0)",
    "import os; os._exit(77)",
    "import os; os.kill(os.getpid(), 11)",
    "import os; os.kill(os.getpid(), 9)",
    "while True: pass",
    "import time; time.sleep(60)",
    "x = [0] * 10 ** 10",
    "print('S3cret' * 10 ** 7); return",
    "return forward(x, w1, w2)",
    "import sys; sys.stdout.write('S3cret'); sys.stdout.flush(); return 1",
]  # fmt: skip


@pytest.fixture(scope="module")
def answered(warm, tmp_path_factory):
    """A hidden check's part of every student's report, for the body of a function."""
    assignment = assignments.load(ROOT / "assignments/two_layer_numpy", ROOT / "solutions")
    reference = (ROOT / "solutions/two_layer_numpy/solution.py").read_text("utf-8")
    file = tmp_path_factory.mktemp("bits") / "homework.py"

    def answered(check, definition, body):
        text = f"{reference}\n\nright = {definition.split('(')[0]}\n\ndef {definition}:\n"
        file.write_text(text + textwrap.indent(textwrap.dedent(body), "    ") + "\n", "utf-8")
        read = submission.read(file, assignment.name)
        full = grading.grade(assignment, read, warm, Silence(), only=[check])
        report = full.for_student()
        shown = json.loads(to_json(report))["checks"]
        formats = [to_terminal(report), to_gradescope(report), to_prairielearn(report)]
        assert "S3cret" not in json.dumps([shown, *formats])
        return json.dumps(shown)

    return answered


def test_a_check_that_returns_three_arrays_tells_few_bits(answered):
    definition = "forward(x, w1, w2)"
    ways = (
        "v = right(x, w1, w2)[0]\nreturn {}",
        "v, b, c = right(x, w1, w2)\nreturn {}, b, c",
        "a, v, c = right(x, w1, w2)\nreturn a, {}, c",
    )
    bodies = [*ENDS, *(way.format(value) for way, value in zip(cycle(ways), VALUES))]
    for wrong in product((0, 1), repeat=4):
        values = "h + {}, r + {}, p + {}".format(*wrong)
        change = "x += 1" if wrong[3] else "pass"
        bodies.append(f"h, r, p = right(x, w1, w2)\n{change}\nreturn {values}")
    reports = {answered("test_forward", definition, body) for body in bodies}
    assert 2 < len(reports) <= 2**MOST_BITS, sorted(reports)


def test_a_check_that_trains_tells_few_bits(answered):
    definition = "train(x, y, w1, w2, learning_rate=1e-6, steps=500)"
    call = "a, b, losses = right(x, y, w1, w2, learning_rate, steps)\n"
    reports = set()
    # Half of all: what is wrong in an even number of ways.
    ways = [way for way in product((0, 1), repeat=5) if sum(way) % 2 == 0]
    for one, two, three, narrow, change in ways:
        body = (
            f"{call}a, b, losses = a + {one}, b + {two}, [loss + {three} for loss in losses]\n"
            + ("a = a.astype('float32')\n" if narrow else "")
            + ("w1 *= 2\n" if change else "")
            + "return a, b, losses"
        )
        reports.add(answered("test_train", definition, body))
    assert 2 < len(reports) <= 2**MOST_BITS, sorted(reports)


def test_what_is_promised_is_what_is_written():
    promise = (ROOT / "docs/security.md").read_text("utf-8")
    assert f"at most {MOST_BITS} bits" in promise
    assert math.log2(2**MOST_BITS) == MOST_BITS
