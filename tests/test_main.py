"""`python -m grader` is `grade`."""

import subprocess
import sys
from pathlib import Path

from grader import __version__

ROOT = Path(__file__).resolve().parents[1]


def test_the_module_runs_as_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "grader", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (f"grade, version {__version__}\n", "")


def test_importing_it_runs_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import grader.__main__"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
