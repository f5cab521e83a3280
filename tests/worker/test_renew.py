"""A process that has run a student's code becomes as new; each test is a process of its own."""

import subprocess
import sys

import pytest

HEAD = """
import builtins, os, random, sys, warnings
import numpy as np
import torch
from grader.worker.renew import Beginning
beginning = Beginning()
"""


def run(tmp_path, *lines):
    text = "\n".join([HEAD, *lines])
    return subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("change", "as_before"),
    [
        ("open('a.txt', 'w').close(); os.makedirs('b/c')", "os.listdir() == []"),
        ("os.mkdir('d'); os.chdir('d')", "os.getcwd() == before"),
        (
            "builtins.sum = max; builtins.mine = 1",
            "sum([1, 2]) == 3 and not hasattr(builtins, 'mine')",
        ),
        ("np.dot = None; torch.nn.functional.relu = None", "np.dot and torch.nn.functional.relu"),
        ("random.random = lambda: 0", "random.random.__self__"),
        ("torch.set_default_dtype(torch.float64)", "torch.zeros(1).dtype == torch.float32"),
        ("torch.set_default_device('meta')", "torch.zeros(1).device.type == 'cpu'"),
        ("torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
        (
            "np.seterr(all='raise'); np.set_printoptions(precision=1)",
            "np.geterr()['divide'] == 'warn'",
        ),
        ("os.environ['HOME'] = 'x'; os.environ['NEW'] = 'y'", "'NEW' not in os.environ"),
        ("sys.path.insert(0, 'x')", "'x' not in sys.path"),
        ("sys.setrecursionlimit(99_999)", "sys.getrecursionlimit() < 99_999"),
        ("warnings.simplefilter('error')", "warnings.warn('x') is None"),
        ("sys.modules['numpy'] = None", "sys.modules['numpy'] is np"),
        (
            "open('tools.py', 'w').write('x = 1'); sys.path.append(before); import tools",
            "'tools' not in sys.modules",
        ),
    ],
)
def test_what_homework_changes_is_put_back(tmp_path, change, as_before):
    result = run(
        tmp_path,
        "before = os.getcwd()",
        change,
        "beginning.restore()",
        f"assert {as_before}",
    )
    assert result.returncode == 0, result.stderr


def test_a_library_that_was_imported_meanwhile_stays(tmp_path):
    result = run(
        tmp_path, "import fractions", "beginning.restore()", "assert 'fractions' in sys.modules"
    )
    assert result.returncode == 0, result.stderr
