"""The wheel in a student's repository: pip takes it, and it is the same every time."""

import importlib.metadata
import subprocess
import sys
import zipfile

import pytest

from grader.course.release import wheel
from grader.errors import AuthorError


def test_the_same_grader_gives_the_same_bytes(tmp_path):
    (tmp_path / "again").mkdir()
    assert wheel.build(tmp_path).read_bytes() == wheel.build(tmp_path / "again").read_bytes()


def test_pip_installs_it_and_its_record_is_right(tmp_path):
    file = wheel.build(tmp_path)
    target = tmp_path / "there"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (installed,) = importlib.metadata.distributions(path=[str(target)])
    assert installed.metadata["Name"] == "gradekit"
    assert [script.value for script in installed.entry_points] == ["grader.__main__:main"]
    package = [file for file in installed.files if file.parts[0] == "grader"]
    assert package
    assert all(file.locate().is_file() for file in package)


def test_nothing_of_a_solution_lies_in_it(tmp_path):
    names = zipfile.ZipFile(wheel.build(tmp_path)).namelist()
    assert not [name for name in names if "solution" in name or "__pycache__" in name]


def test_a_grader_that_is_not_installed_cannot_be_packed(tmp_path, monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    with pytest.raises(AuthorError, match="gradekit is not installed"):
        wheel.build(tmp_path)
