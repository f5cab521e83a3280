"""On a GPU: the references get everything, and what leaves it is noticed.

Skipped where there is none.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.checks.student import Student
from grader.course import Course
from grader.errors import StudentError
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
]


@pytest.fixture(scope="module")
def warm_gpu():
    with Warm(["numpy", "torch", "torch._dynamo"], "cuda:0") as warm:
        yield warm


@pytest.fixture
def on_gpu(warm_gpu):
    """Makes a student of source text on the GPU."""
    made = []

    def make(text):
        source = Source("homework.py", text)
        made.append(
            Student(
                ["f"], source, lambda lim: warm_gpu.fork(lim, "homework.py"), Limits(), "cuda:0"
            )
        )
        return made[-1]

    yield make
    for student in made:
        student.close()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name == "fizzbuzz" else [])
        for name in Course(ROOT, None).names
    ],
)
def test_the_reference_gets_everything(name):
    command = [
        sys.executable,
        "-m",
        "grader",
        "check",
        f"solutions/{name}/solution.py",
        "-a",
        name,
        "--device",
        "cuda",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--format", "json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    report = json.loads(done.stdout)
    assert {c["name"]: c["message"] for c in report["checks"] if c["outcome"] != "passed"} == {}
    assert report["score"] == 100
    assert report["device"] == ("cpu" if name == "two_layer_numpy" else "cuda:0")


def test_tensors_and_models_are_put_there(on_gpu):
    text = "def f(x, model=None):\n    return str(next(model.parameters()).device if model else x.device)\n"
    student = on_gpu(text)
    assert student.f(torch.ones(2, 2)) == "cuda:0"
    assert student.f(torch.ones(2, 2), student.sequential(("Linear", torch.ones(2, 2)))) == "cuda:0"
    assert (
        student.f(torch.ones(2, 2), student.sequential(("Linear", torch.ones(2, 2)), device="cpu"))
        == "cpu"
    )


def test_a_result_that_left_it_is_noticed(on_gpu):
    student = on_gpu("def f(x):\n    return x.cpu()\n")
    student.f(torch.ones(2, 2))
    assert student.strayed == ["f"]


def test_a_result_that_stayed_comes_back_with_its_values(on_gpu):
    student = on_gpu("def f(x):\n    return 2 * x\n")
    assert torch.equal(student.f(torch.ones(2, 2)), 2 * torch.ones(2, 2))
    assert not student.strayed


def test_tensors_of_two_devices_are_the_students_error(on_gpu):
    with pytest.raises(StudentError, match="same device"):
        on_gpu("import torch\ndef f(x):\n    return x + torch.ones(2, 2)\n").f(torch.ones(2, 2))


def test_products_are_not_rounded_to_tf32(on_gpu):
    x = torch.randn(256, 256, generator=torch.Generator().manual_seed(0))
    got = on_gpu("def f(x):\n    return x @ x\n").f(x)
    want = x.double() @ x.double()
    assert (got - want).norm() / want.norm() < 1e-5


def test_the_warm_process_has_not_touched_cuda(warm_gpu):
    opened = [str(link.readlink()) for link in Path(f"/proc/{warm_gpu._process.pid}/fd").iterdir()]
    assert not [path for path in opened if "nvidia" in path]
