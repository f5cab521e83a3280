"""What the submission's side sees of the machine."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.errors import UsageError
from grader.sandbox import view
from grader.sandbox.view import environment

ROOT = Path(__file__).resolve().parents[2]


def test_the_submissions_side_sees_only_these_variables(monkeypatch):
    monkeypatch.setenv("GRADE_SOLUTIONS", "/secret")
    seen = environment("/home", "cpu")
    assert (seen["HOME"], seen["TMPDIR"], seen["OMP_NUM_THREADS"], seen["PYTHONHASHSEED"]) == (
        "/home",
        "/home",
        "1",
        "0",
    )
    assert "GRADE_SOLUTIONS" not in seen
    assert "/secret" not in seen.values()


@pytest.mark.parametrize(
    ("device", "seen"), [("cpu", ""), ("cuda", "0"), ("cuda:0", "0"), ("cuda:3", "3")]
)
def test_the_submissions_side_sees_the_one_device_that_it_uses(device, seen):
    assert environment("/home", device)["CUDA_VISIBLE_DEVICES"] == seen


# -------------------------------------------------------------------------------------------- a GPU


@pytest.mark.parametrize(
    ("device", "visible", "seen"),
    [
        ("cpu", "0,1", ""),
        ("cuda:0", None, "0"),
        ("cuda:1", None, "1"),
        ("cuda:1", "3,5", "5"),
        ("cuda:0", "GPU-1f2e", "GPU-1f2e"),
    ],
)
def test_the_submission_sees_only_the_gpu_of_the_run(monkeypatch, device, visible, seen):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert environment("/home", device)["CUDA_VISIBLE_DEVICES"] == seen


def test_python_its_packages_and_the_grader_are_readable_and_the_course_is_not():
    seen = [Path(path) for path in view.readable()]

    def sees(path):
        return any(Path(path).is_relative_to(readable) for readable in seen)

    assert sees(os.__file__)
    assert sees(np.__file__)
    package = ROOT / "grader"
    assert sees(package / "__init__.py")
    assert sees(package / "worker/serve.py")
    assert sees(package / "wire/values.py")
    assert not sees(view.__file__)
    assert not sees(package / "checks/lesson")
    assert sees(Path(sys.executable).resolve())
    for hidden in ("solutions", "assignments", "tests", ".git"):
        assert not sees(ROOT / hidden)
    assert not sees(Path.home() / ".bash_history")
    assert not sees("/etc/passwd")
    assert not sees("/proc/self/environ")
    assert not sees("/")


def test_a_folder_on_the_path_that_holds_no_packages_is_not_readable(monkeypatch, tmp_path):
    packages = tmp_path / "lib/site-packages"
    packages.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(packages), *sys.path])
    assert str(packages) in view.readable()
    assert str(tmp_path) not in view.readable()


def test_of_a_prefix_only_what_python_consists_of_is_readable(monkeypatch, tmp_path):
    for name in ("bin/python3", "bin/backup", "lib/x", "share/secrets", "libexec/x", "pyvenv.cfg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    for name in ("prefix", "exec_prefix", "base_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(tmp_path))
    seen = {path for path in view.readable() if path.startswith(str(tmp_path))}
    assert seen == {str(tmp_path / name) for name in ("bin/python3", "lib", "pyvenv.cfg")}


def test_of_an_installed_grader_only_the_submissions_side_is_readable(monkeypatch, tmp_path):
    for name in ("grader/checks", "grader/worker", "numpy", "other"):
        (tmp_path / "lib/python3.11/site-packages" / name).mkdir(parents=True)
    packages = str(tmp_path / "lib/python3.11/site-packages")
    readable = [str(tmp_path / "lib"), packages]

    # Another grader than this one.
    assert view.partial(readable, None) == {f"{packages}/grader": []}
    assert view.partial(readable, ["numpy", "numpy.libs"]) == {packages: ["numpy"]}

    monkeypatch.setattr(view, "_GRADER", Path(packages, "grader"))
    own = ["__init__.py", "wire", "worker"]
    assert view.partial(readable, None) == {f"{packages}/grader": own}
    assert view.partial(readable, ["numpy"]) == {
        packages: ["numpy", *(f"grader/{part}" for part in own)]
    }


def test_a_link_and_its_target_are_both_readable(monkeypatch, tmp_path):
    (tmp_path / "real/site-packages").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "link/site-packages"), *sys.path])
    seen = view.readable()
    assert {str(tmp_path / "link/site-packages"), str(tmp_path / "real/site-packages")} <= set(seen)


def test_hidden_files_must_not_be_where_every_submission_reads(tmp_path):
    view.require_hidden([tmp_path])
    with pytest.raises(
        UsageError,
        match=r"^submissions could read .*: it is in .*worker, which their Python needs$",
    ):
        view.require_hidden([tmp_path, Path(view.__file__).parents[1] / "worker"])


def test_a_gpu_brings_its_devices_and_libraries(monkeypatch, tmp_path):
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path}:")
    assert str(tmp_path) in view.readable("cuda:0")
    assert "/proc" in view.readable("cuda:0")
    assert str(tmp_path) not in view.readable()
    assert set(view.devices()) < set(view.devices("cuda:0"))
