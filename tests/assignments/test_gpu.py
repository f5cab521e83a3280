"""On a GPU: the references get everything, and what leaves it is noticed.

Skipped where there is none; what a CPU can show as well is also tried there, so that this file is
run on every machine.
"""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.checks.student import Student
from grader.course import Course
from grader.errors import DeviceError, StudentError
from grader.grading import devices
from grader.results import Reason
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[2]
on_cuda = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
]
CUDA = pytest.param("cuda:0", marks=on_cuda)
everywhere = pytest.mark.parametrize("warm", ["cpu", CUDA], indirect=True)
only_cuda = pytest.mark.parametrize("warm", [CUDA], indirect=True)


@pytest.fixture(scope="module")
def warm(request):
    """A warm process for a device."""
    with Warm(["numpy", "torch", "torch._dynamo"], request.param) as warm:
        yield warm


@pytest.fixture
def there(warm):
    """Makes a student of source text on the device."""
    made = []
    with warm.jail() as jail:

        def make(text):
            source = Source("homework.py", text)
            fork = lambda limits: jail.fork(limits, "homework.py")  # noqa: E731
            made.append(Student(["f"], source, fork, Limits(), warm.device))
            return made[-1]

        yield make
        for student in made:
            student.close()


def check(name, device):
    """Grade the reference of an assignment on a device, and return the report."""
    words = f"check solutions/{name}/solution.py -a {name} --device {device} --format json".split()
    done = subprocess.run(
        [sys.executable, "-m", "grader", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("device", [pytest.param("cuda", marks=on_cuda)])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name == "fizzbuzz" else [])
        for name in Course(ROOT, None).names
    ],
)
def test_the_reference_gets_everything(name, device):
    report = check(name, device)
    assert {c["name"]: c["message"] for c in report["checks"] if c["outcome"] != "passed"} == {}
    assert report["score"] == 100
    assert report["device"] == ("cpu" if name == "two_layer_numpy" else "cuda:0")


@everywhere
def test_tensors_and_models_are_put_there(warm, there):
    text = "def f(x, model=None):\n    return str(next(model.parameters()).device if model else x.device)\n"
    student = there(text)
    assert student.f(torch.ones(2, 2)) == warm.device
    model = student.sequential(("Linear", torch.ones(2, 2)))
    assert student.f(torch.ones(2, 2), model) == warm.device
    assert (
        student.f(torch.ones(2, 2), student.sequential(("Linear", torch.ones(2, 2)), device="cpu"))
        == "cpu"
    )


@only_cuda
def test_a_result_that_left_it_is_noticed(there):
    student = there("def f(x):\n    return x.cpu()\n")
    student.f(torch.ones(2, 2))
    assert student.strayed == ["f"]


@everywhere
def test_a_result_that_stayed_comes_back_with_its_values(there):
    student = there("def f(x):\n    return 2 * x\n")
    assert torch.equal(student.f(torch.ones(2, 2)), 2 * torch.ones(2, 2))
    assert not student.strayed


@only_cuda
def test_tensors_of_two_devices_are_the_students_error(there):
    with pytest.raises(StudentError, match="same device"):
        there("import torch\ndef f(x):\n    return x + torch.ones(2, 2)\n").f(torch.ones(2, 2))


@everywhere
def test_products_are_not_rounded_to_tf32(there):
    x = torch.randn(256, 256, generator=torch.Generator().manual_seed(0))
    got = there("def f(x):\n    return x @ x\n").f(x)
    want = x.double() @ x.double()
    assert (got - want).norm() / want.norm() < 1e-5


@everywhere
def test_the_warm_process_has_not_touched_cuda(warm):
    opened = [
        str(link.readlink()) for link in Path(f"/proc/{warm._process.server.pid}/fd").iterdir()
    ]
    assert not [path for path in opened if "nvidia" in path]


@only_cuda
def test_a_submission_has_its_share_of_the_memory(warm):
    allocate = (
        "import torch\n"
        "def f(share):\n"
        "    total = torch.cuda.get_device_properties(0).total_memory\n"
        "    return len(torch.empty(int(share * total), dtype=torch.uint8, device='cuda')) > 0\n"
    )
    with Warm(["numpy", "torch"], warm.device, gpu_share=0.1) as shared, shared.jail() as jail:
        source = Source("homework.py", allocate)
        with contextlib.closing(
            Student(["f"], source, lambda lim: jail.fork(lim, "f.py"), Limits(), warm.device)
        ) as student:
            assert student.f(0.05)
            with pytest.raises(StudentError) as caught:
                student.f(0.15)
    assert caught.value.reason is Reason.MEMORY


@only_cuda
def test_a_gpu_that_is_full_is_noticed_before_a_submission_runs(warm):
    with warm.jail() as jail:
        devices.require_gpu(jail, warm.device)
        free = torch.cuda.mem_get_info(warm.device)[0]
        filling = torch.empty(free - (64 << 20), dtype=torch.uint8, device=warm.device)
        try:
            with pytest.raises(DeviceError, match="cuda:0 cannot be used"):
                devices.require_gpu(jail, warm.device)
        finally:
            del filling
            torch.cuda.empty_cache()


@only_cuda
def test_an_assertion_on_the_gpu_is_the_submissions(warm, there):
    text = "import torch\ndef f(x):\n    return x[torch.tensor([9], device=x.device)].cpu()\n"
    with pytest.raises(StudentError, match="CUDA error"):
        there(text).f(torch.ones(2, 2))
    with warm.jail() as jail:
        devices.require_gpu(jail, warm.device)


@only_cuda
def test_more_memory_than_it_has_is_a_result_with_words_of_its_own(there):
    with pytest.raises(StudentError) as caught:
        there("import torch\ndef f(x):\n    return torch.ones(2**45, device=x.device)[:2]\n").f(
            torch.ones(2)
        )
    assert caught.value.reason is Reason.MEMORY
