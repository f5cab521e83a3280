"""Whatever homework usually does works behind the walls too.

Here all of them stand in one process: files by Landlock, system calls by seccomp, limits.
"""

from pathlib import Path

import pytest
from tiers import needs_landlock

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.checks.student import Student
from grader.grading.listener import Silence
from grader.results import Tier
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.sandbox.warms import Warms
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(cpu_s=20, wall_s=60, memory_bytes=2 << 30)
LONG = ("play",)
# The text of each function, and what it returns.
WORK = {
    "openmp": (
        """
        torch.set_num_threads(2)
        return float((torch.ones(500, 500) @ torch.ones(500, 500)).max())
        """,
        500.0,
    ),
    "loader": (
        """
        data = torch.utils.data.TensorDataset(torch.arange(20))
        batches = torch.utils.data.DataLoader(data, batch_size=5, num_workers=2)
        return sum(int(batch.sum()) for batch, in batches)
        """,
        190,
    ),
    "saved_tensors": (
        """
        torch.save(torch.ones(3), "weights.pt")
        return float(torch.load("weights.pt").sum())
        """,
        3.0,
    ),
    "threads": (
        """
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            return sum(threads.map(abs, range(10)))
        """,
        45,
    ),
    "forked": (
        """
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("fork").Process(target=theirs.send, args=(5,))
        process.start()
        value = ours.recv()
        process.join()
        return value
        """,
        5,
    ),
    "program": (
        """
        done = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True)
        return int(done.stdout)
        """,
        42,
    ),
    "shell": (
        """
        command = "echo text >a && cp a b && mv b c && cat a c | sort -u && ls -l | wc -l && rm a"
        return subprocess.run(command, shell=True, capture_output=True, text=True).stdout
        """,
        "text\n3\n",
    ),
    "event_loop": (
        """
        async def said():
            await asyncio.sleep(0.01)
            process = await asyncio.create_subprocess_exec("echo", "text", stdout=-1)
            return (await process.communicate())[0].decode()
        return asyncio.run(said())
        """,
        "text\n",
    ),
    "files": (
        """
        folder = pathlib.Path(tempfile.mkdtemp())
        (folder / "a").write_text("text")
        shutil.copyfile(folder / "a", folder / "b")
        (folder / "b").rename(folder / "c")
        with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile() as named:
            file.write(bytes(100))
            file.truncate(10)
            os.fsync(file.fileno())
            size = os.stat(file.fileno()).st_size
        names = sorted(os.listdir(folder))
        shutil.rmtree(folder)
        return names, size
        """,
        (["a", "c"], 10),
    ),
    "arrays_in_files": (
        """
        array = numpy.memmap("array", mode="w+", shape=(100,))
        array[:] = 1
        array.flush()
        numpy.save("array.npy", array)
        return int(numpy.load("array.npy", mmap_mode="r").sum())
        """,
        100,
    ),
}
IMPORTS = """
import asyncio, concurrent.futures, importlib, multiprocessing, os, pathlib, shutil, signal
import subprocess, sys, tempfile
import numpy, torch, torch.utils.data
"""

pytestmark = needs_landlock


@pytest.fixture(scope="module")
def torch_behind_walls():
    with Warm(["numpy", "torch"], tier=Tier.C) as warm:
        yield warm


@pytest.mark.parametrize("name", WORK)
def test_usual_work_is_not_hindered(torch_behind_walls, name):
    if name == "plot":
        pytest.importorskip("matplotlib")
    body, value = WORK[name]
    source = Source("homework.py", f"{IMPORTS}\ndef {name}():{body}")
    with torch_behind_walls.jail() as jail:
        student = Student([name], source, lambda limits: jail.fork(limits, "homework.py"), LIMITS)
        try:
            assert getattr(student, name)() == value
        finally:
            student.close()


@pytest.mark.parametrize("folder", sorted((ROOT / "assignments").iterdir()), ids=lambda f: f.name)
def test_each_reference_gets_everything(folder):
    assignment = assignments.load(folder, ROOT / "solutions")
    handed_in = submission.read(assignment.require_solutions() / "solution.py", folder.name)
    # The accuracy check trains for long.
    only = [name for name in assignment.manifest.functions if name not in LONG]
    with Warms(Tier.C) as warms:
        warm = warms.get(assignment.manifest.preload, autograd=assignment.manifest.autograd)
        report = grading.grade(assignment, handed_in, warm, Silence(), only=only)
    assert report.score == report.max_score > 0
