"""`python -m grader` is `grade`."""

import os
import shutil
import subprocess
import sys

import pytest
from tools import ROOT

from grader import __version__


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


@pytest.fixture
def homework(course, write, monkeypatch):
    """A submission for the tiny course, in whose folder modules lie that no process of ours may import."""
    write(course, {"in/homework.py": "def double(x):\n    return 2 * x\n"})
    for name in ("random", "click", "pytest", "torch", "numpy"):
        (course / "in" / f"{name}.py").write_text("raise SystemExit('code of the submission ran')")
    monkeypatch.chdir(course / "in")
    return ["check", "homework.py", "-a", "tiny", "--isolation", "E"]


@pytest.mark.parametrize("path", [".", "", f"{os.pathsep}/nowhere", os.curdir + os.sep])
def test_nothing_is_imported_from_the_current_folder_by_an_import_path_that_names_it(homework, path):
    code = (
        f"import sys; sys.path.append({str(ROOT)!r}); from grader.__main__ import main; sys.argv[0] = 'grade'; main()"
    )
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-c", code, *homework]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "40 of 100 points" in done.stdout) == (1, True), done.stderr


@pytest.mark.parametrize(
    "options", [["-OO"], ["-W", "error"], ["-X", "dev"], ["-i"], ["-I"], ["-s", "-B"]], ids=" ".join
)
def test_options_of_the_interpreter_change_nothing(homework, options):
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from grader.__main__ import main; main()"
    command = [sys.executable, *options, "-c", code, *homework]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "40 of 100 points" in done.stdout
