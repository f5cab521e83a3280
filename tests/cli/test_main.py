"""`python -m grader` is `grade`."""

import shutil
import subprocess
import sys
from pathlib import Path

from grader import __version__

ROOT = Path(__file__).resolve().parents[2]


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


def test_nothing_is_imported_from_the_current_folder(tmp_path):
    shutil.copytree(ROOT / "assignments/two_layer_numpy", tmp_path / "assignments/two_layer_numpy")
    for name in ("json", "nbformat", "rich", "idna", "torch"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('student code ran')")
    (tmp_path / "homework.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    command = [sys.executable, "-m", "grader", "check", "homework.ipynb", "-a", "two_layer_numpy", "--isolation", "E"]
    environment = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "0 of 40 points" in done.stdout, done.stderr
