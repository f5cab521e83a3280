"""Rows of the same homework, graded by plain pytest, otter-grader, nbgrader and check50.

All run the comparisons of `comparisons.py`, in the process that has the submission. The graders are
installed in environments of their own, which are kept from run to run in build/.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

import nbformat
from examiners import Examiner
from nbformat import v4
from rows import ROOT, Limit, Row, command_cpu_ms, in_turn

from grader.sandbox.view import ONE_THREAD

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = ROOT / "build/graders"
PYTEST = """\
import comparisons
import homework
import pytest


@pytest.mark.parametrize("compare", comparisons.ALL)
def test_homework(compare):
    compare(homework)
"""
# One environment for all tests, so one namespace of functions.
IN_A_NOTEBOOK = """\
import sys
from types import SimpleNamespace

sys.path.insert(0, {folder!r})
import comparisons

comparisons.{name}(SimpleNamespace(**globals()))
"""
OTTER = """\
import sys
from types import SimpleNamespace

from otter.test_files import test_case

sys.path.insert(0, {folder!r})
import comparisons

OK_FORMAT = False
name = {name!r}
points = 1


@test_case()
def compare(env):
    comparisons.{name}(SimpleNamespace(**env))
"""
CHECK50 = """\
import sys

import check50
import check50.py

sys.path.insert(0, {folder!r})
"""
OF_CHECK50 = """\

@check50.check()
def {name}():
    "{name}"
    import comparisons

    comparisons.{name}(check50.py.import_("homework.py"))
"""


class MissingError(Exception):
    """A grader that cannot be installed here, or does not grade: says why."""


def pytest_(quick):
    """Plain pytest, a process for each student."""
    limits = {"two_layer_numpy": Limit(0.33), "two_layer_torch": Limit(0.1)}
    for name, limit in limits.items():
        with tempfile.TemporaryDirectory() as room:
            folder = comparisons_of(name, Path(room))
            shutil.copy(folder / "solution.py", folder / "homework.py")
            (folder / "test_homework.py").write_text(PYTEST, "utf-8")
            # The plugins of this environment are not those of a course.
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
            environment = ONE_THREAD | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
            subprocess.run(command, cwd=folder, check=True, capture_output=True)

            def alone(command=command, folder=folder, environment=environment):
                return command_cpu_ms(command, folder, environment)

            one = Examiner(name)
            ours, theirs = in_turn(1 if quick else 5, one.grade, alone)
            one.close()
        over = "plain pytest, a process each"
        yield Row(f"a warm examiner: {name}", over, a=ours, b=theirs, limit=limit)


def otter(quick):
    """otter-grader: `otter run`, a process for each student, without its container."""
    yield from other("otter-grader", "`otter run`", with_otter, quick)


def nbgrader(quick):
    """nbgrader: `nbgrader autograde`, a kernel for each student."""
    yield from other("nbgrader", "`nbgrader autograde`", with_nbgrader, quick)


def check50(quick):
    """check50: a process for each check."""
    yield from other("check50", "`check50 --dev`", with_check50, quick)


def other(package, over, prepare, quick):
    """A row for each homework of a grader that is installed here, or of why it is not."""
    for name in ("two_layer_numpy", "two_layer_torch"):
        what = f"a warm examiner: {name}"
        with tempfile.TemporaryDirectory() as room:
            try:
                folder = comparisons_of(name, Path(room))
                theirs = prepare(environment(package), folder)
            except MissingError as error:
                yield Row(what, over, skipped=str(error))
                return
            one = Examiner(name)
            ours, others = in_turn(1 if quick else 3, one.grade, theirs)
            one.close()
        yield Row(what, over, a=ours, b=others, limit=Limit(0.3))


def environment(package):
    """The folder of a grader's programs, installed if it is not yet."""
    folder = ENVIRONMENTS / package
    if not (folder / "done").exists():
        venv.create(folder, with_pip=True, clear=True)
        pins = ["-c", ROOT / "constraints.txt"]
        needed = [package, "numpy", "torch", "ipykernel"]
        command = [folder / "bin/pip", "install", "-q", *pins, *needed]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise MissingError(f"pip install {package}: {lines[-1]}")
        (folder / "done").touch()
    return folder / "bin"


def comparisons_of(name, folder):
    """A folder with the comparisons and the reference."""
    shutil.copy(HERE / "comparisons.py", folder)
    shutil.copy(ROOT / f"solutions/{name}/solution.py", folder)
    return folder


def names(folder):
    """The names of the comparisons."""
    code = "import comparisons, json; print(json.dumps([one.__name__ for one in comparisons.ALL]))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def with_otter(programs, folder):
    """A measure of `otter run` on one notebook."""
    archive = folder / "autograder.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in names(folder):
            text = OTTER.format(folder=str(folder), name=name)
            file.writestr(f"tests/{name}.py", text)
        file.writestr("otter_config.json", json.dumps({"lang": "python"}))
    cells = [v4.new_code_cell((folder / "solution.py").read_text("utf-8"))]
    nbformat.write(v4.new_notebook(cells=cells), folder / "homework.ipynb")
    command = [programs / "otter", "run", "-a", archive, "-o", folder, "homework.ipynb"]

    def run():
        return command_cpu_ms(command, folder, {**ONE_THREAD, **path(programs)})

    run()
    results = folder / "results.json"
    tests = json.loads(results.read_text("utf-8"))["tests"] if results.exists() else []
    scores = [one["score"] for one in tests if one.get("max_score")]
    if sum(scores) != len(names(folder)):
        raise MissingError(f"otter run gave {sum(scores)} of {len(names(folder))} points")
    return run


def with_nbgrader(programs, folder):
    """A measure of `nbgrader autograde`, for each of so many students."""
    cells = [v4.new_code_cell((folder / "solution.py").read_text("utf-8"))]
    cells[0].metadata["nbgrader"] = mark("answer", solution=True)
    for name in names(folder):
        cell = v4.new_code_cell(IN_A_NOTEBOOK.format(folder=str(folder), name=name))
        cell.metadata["nbgrader"] = mark(name, grade=True, locked=True, points=1)
        cells.append(cell)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    source = folder / "source/homework/homework.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(v4.new_notebook(cells=cells, metadata=kernel), source)
    here = {**ONE_THREAD, **path(programs), "JUPYTER_PREFER_ENV_PATH": "1"}

    def run(*words):
        return command_cpu_ms([programs / "nbgrader", *words, "--force"], folder, here)

    run("generate_assignment", "homework", "--create")
    students = [f"s{number}" for number in range(5)]
    for student in students:
        file = folder / f"submitted/{student}/homework/homework.ipynb"
        file.parent.mkdir(parents=True)
        shutil.copy(source, file)

    def each():
        """Without what starting costs: five students less one, by four."""
        one = run("autograde", "homework", "--student", students[0], "--create")
        return (run("autograde", "homework", "--create") - one) / (len(students) - 1)

    each()
    graded = folder / "autograded/s4/homework/homework.ipynb"
    if not graded.exists():
        raise MissingError("nbgrader autograde wrote no notebook")
    outputs = [cell.get("outputs") for cell in nbformat.read(graded, 4).cells]
    if any(one.output_type == "error" for cell in outputs for one in cell or ()):
        raise MissingError("nbgrader's notebook has an error in it")
    return each


def with_check50(programs, folder):
    """A measure of `check50` on one homework."""
    checks = folder / "checks/__init__.py"
    checks.parent.mkdir()
    (checks.parent / ".cs50.yml").write_text("check50: true\n")
    each = [OF_CHECK50.format(name=name) for name in names(folder)]
    checks.write_text("".join([CHECK50.format(folder=str(folder)), *each]), "utf-8")
    work = folder / "work"
    work.mkdir()
    shutil.copy(folder / "solution.py", work / "homework.py")
    results = folder / "results.json"
    form = ["-o", "json", "--output-file", results]
    command = [programs / "check50", "--dev", *form, checks.parent]

    def run():
        return command_cpu_ms(command, work, {**ONE_THREAD, **path(programs)})

    run()
    told = json.loads(results.read_text("utf-8")) if results.exists() else {}
    passed = [one for one in told.get("results") or () if one["passed"]]
    if len(passed) != len(names(folder)):
        raise MissingError(f"check50 passed {len(passed)} of {len(names(folder))} checks")
    return run


def mark(name, *, grade=False, locked=False, solution=False, points=None):
    """What nbgrader writes into a cell."""
    found = {"grade_id": name, "grade": grade, "locked": locked, "solution": solution}
    found |= {"schema_version": 3, "task": False}
    return found | ({"points": points} if grade else {})


def path(programs):
    return {"PATH": f"{programs}:/usr/bin:/bin"}
