"""What the submission's side sees of the machine."""

import pytest

from grader.sandbox.surroundings import environment


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


@pytest.mark.parametrize(("device", "seen"), [("cpu", ""), ("cuda", "0"), ("cuda:0", "0"), ("cuda:3", "3")])
def test_the_submissions_side_sees_the_one_device_that_it_uses(device, seen):
    assert environment("/home", device)["CUDA_VISIBLE_DEVICES"] == seen


# --------------------------------------------------------------------------------------------------------------- a GPU


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
def test_the_submission_sees_the_runs_gpu_alone(monkeypatch, device, visible, seen):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert environment("/home", device)["CUDA_VISIBLE_DEVICES"] == seen
