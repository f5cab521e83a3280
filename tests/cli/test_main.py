"""`python -m grader` is `grade`."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tools import ROOT

from grader import __version__


def test_the_module_runs_as_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "grader", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (f"grade, version {__version__}\n", "")


def test_importing_it_runs_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import grader.__main__"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_nothing_is_imported_from_the_current_folder(tmp_path):
    shutil.copytree(ROOT / "assignments/two_layer_numpy", tmp_path / "assignments/two_layer_numpy")
    for name in ("json", "nbformat", "rich", "idna", "torch"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('student code ran')")
    (tmp_path / "homework.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    command = [
        sys.executable,
        "-m",
        "grader",
        "check",
        "homework.ipynb",
        "-a",
        "two_layer_numpy",
        "--isolation",
        "E",
    ]
    environment = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "0 of 40 points" in done.stdout, done.stderr


@pytest.fixture
def homework(course, write, monkeypatch):
    """A submission for the tiny course.

    In whose folder modules lie that no process of ours may import.
    """
    write(course, {"in/homework.py": "def double(x):\n    return 2 * x\n"})
    for name in (
        "random",
        "gettext",
        "pathlib",
        "contextlib",
        "sysconfig",
        "click",
        "pytest",
        "numpy",
    ):
        (course / "in" / f"{name}.py").write_text("raise SystemExit('code of the submission ran')")
    monkeypatch.chdir(course / "in")
    return ["check", "homework.py", "-a", "tiny", "--isolation", "E"]


@pytest.fixture
def start(homework):
    """Grade it with an interpreter of these options, as the installed command starts."""

    def start(*options, **variables):
        code = (
            f"import sys; sys.path.append({str(ROOT)!r}); from grader.__main__ import main; main()"
        )
        command = [sys.executable, *options, "-c", code, *homework]
        environment = {**os.environ, **variables}
        streams = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
        return subprocess.run(command, env=environment, timeout=60, check=False, **streams)

    return start


def passes(done):
    return (done.returncode, done.stderr, "40 of 100 points" in done.stdout) == (1, "", True)


@pytest.mark.parametrize("path", [".", "", f"{os.pathsep}/nowhere", os.curdir + os.sep])
def test_an_import_path_does_not_lead_into_a_submission(start, path):
    done = start(PYTHONPATH=path, PYTHONSAFEPATH="1")
    assert passes(done), done


@pytest.mark.parametrize(
    "options", [["-OO"], ["-W", "error"], ["-X", "dev"], ["-i"], ["-I"], ["-I", "-O"], ["-sEB"]]
)
def test_options_of_the_interpreter_change_nothing(start, options):
    """But where it is isolated: then it stays so."""
    done = start(*options)
    assert passes(done), done


@pytest.mark.parametrize("options", [["-I", "-O"], ["-E", "-O"]], ids=" ".join)
def test_an_isolated_interpreter_stays_isolated(start, tmp_path, options):
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('PYTHONPATH was read')")
    done = start(*options, PYTHONPATH=str(tmp_path))
    assert passes(done), done


@pytest.mark.parametrize(
    "code",
    ["os.environ['PYTHONOPTIMIZE'] = '1'", "sys.warnoptions.append('ignore')"],
    ids=["variable", "option"],
)
def test_it_starts_once_more_and_no_more(start, tmp_path, code):
    """Though a site sets, each time that Python starts, what is taken out."""
    (tmp_path / "sitecustomize.py").write_text(f"import os, sys\n{code}\n")
    done = start(PYTHONPATH=str(tmp_path))
    assert passes(done), done


def test_checks_import_from_an_import_path_that_names_the_folder_in_full(course, write):
    files = {
        "shared.py": "ANSWER = 6\n",
        "assignments/tiny/test_public.py": """
            import pytest
            import shared

            @pytest.mark.points(40)
            def test_double(student, expect):
                '''double doubles'''
                expect.number(student.double(3), result=shared.ANSWER)
            """,
        "in/homework.py": "def double(x):\n    return 2 * x\n",
    }
    write(course, files)
    command = [
        sys.executable,
        "-m",
        "grader",
        "check",
        "in/homework.py",
        "-a",
        "tiny",
        "--isolation",
        "E",
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(course), str(ROOT)])}
    done = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    assert passes(done), done


def test_it_runs_from_the_folder_of_installed_packages():
    folder = Path(sysconfig.get_path("purelib"))
    command = [sys.executable, "-c", "from grader.__main__ import main; main()", "--version"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
