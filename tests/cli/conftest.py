"""`grade` as a user runs it, in the tiny course's folder."""

import json
import os
import subprocess
import sys

import pytest
from tools import ROOT

RIGHT = "def double(x):\n    return 2 * x\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
SOLUTION = '''"""Tiny."""

# %% [markdown]
# Double it.


# %%
def double(x):
    # BEGIN SOLUTION: double it
    return 2 * x
    # END SOLUTION


# %%
def total(xs):
    # BEGIN SOLUTION: add up the doubles
    return sum(double(x) for x in xs)
    # END SOLUTION
'''


@pytest.fixture
def grade(course, monkeypatch):
    """Run `grade` in the tiny course's folder, with variables set, or, where they are None.

    Taken away.
    """
    monkeypatch.chdir(course)

    def run(*arguments, umask=-1, preexec_fn=None, cwd=None, **variables):
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        environment = {name: value for name, value in variables.items() if value is not None}
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        streams = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
        streams |= {"umask": umask, "preexec_fn": preexec_fn, "cwd": cwd}
        return subprocess.run(command, env=environment, timeout=120, check=False, **streams)

    return run


@pytest.fixture
def homework(course):
    def make(text=RIGHT, name="homework.py"):
        path = course / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def graded(grade):
    """The JSON of a submission, but for what it used, which differs from run to run."""

    def graded(path, *options, **variables):
        done = grade("check", path, "--format", "json", *options, **variables)
        assert (done.returncode, done.stderr) in [(0, ""), (1, "")]
        report = json.loads(done.stdout)
        for check in report["checks"]:
            del check["usage"]
        return report

    return graded
