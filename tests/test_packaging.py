"""What is distributed: the grader, and never a solution."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and an sdist, built as for PyPI."""
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--sdist",
        "--outdir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_the_grader_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"grader", "gradekit"}
    for needed in (
        "grader/cli/__init__.py",
        "grader/worker/__main__.py",
        "grader/locale/zh/LC_MESSAGES/gradekit.mo",
        "grader/course/release/templates/grade.yml",
        "grader/course/release/templates/gitignore",
        "grader/course/release/templates/load.ipy",
    ):
        assert needed in names


def test_the_sdist_holds_no_solution_and_no_right_submission(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = [Path(*Path(name).parts[1:]).as_posix() for name in archive.getnames()]
    assert "grader/cli/__init__.py" in names
    assert "pyproject.toml" in names
    assert not [name for name in names if name.startswith(("solutions", "tests", "assignments"))]


def test_the_wheel_that_release_hands_out_is_the_same_but_for_its_generator(built, tmp_path):
    from grader.course.release import wheel

    (theirs,) = built.glob("*.whl")
    with zipfile.ZipFile(theirs) as right, zipfile.ZipFile(wheel.build(tmp_path)) as ours:
        package = {name for name in right.namelist() if name.startswith("grader/")}
        assert {name for name in ours.namelist() if name.startswith("grader/")} == package
        assert all(ours.read(name) == right.read(name) for name in package)
        (path,) = (path for path in right.namelist() if path.endswith("entry_points.txt"))
        assert ours.read(path).split() == right.read(path).split()
