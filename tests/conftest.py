"""What several test files need: a warm process, students made of source text, a small course."""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
import textwrap
from pathlib import Path

import pytest

# One thread each, before NumPy is imported anywhere: as `grade` does.
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ["LC_ALL"] = "C.UTF-8"  # tests read English, whatever the machine's locale
# One secret in every run, so that a test that fails fails again. The course's own is not touched.
SECRET = Path(tempfile.gettempdir()) / f"gradekit-tests-{getpass.getuser()}"
SECRET.mkdir(exist_ok=True)
(SECRET / "key").write_text("5eed" * 16)
os.environ["GRADE_SECRET"] = str(SECRET)

from grader import grading, submission
from grader.checks import assignment as assignments
from grader.checks.stand_ins import StandIns
from grader.checks.student import Student
from grader.grading.listener import Silence
from grader.sandbox.limits import Limits
from grader.sandbox.platform import is_portable
from grader.sandbox.warms import Warms
from grader.submission.source import Source

ROOT = Path(__file__).resolve().parents[1]
SMALL = Limits(
    cpu_s=2, wall_s=6, load_cpu_s=2, load_wall_s=6, output_bytes=1 << 20, memory_bytes=1 << 30
)


def pytest_runtest_setup(item):
    if item.get_closest_marker("forks") and is_portable():
        pytest.skip("the portable process is not forked")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where tests run in several processes, keep some together in one, side by side with all
    others.

    Those that look at the whole machine for what was left; and those that share a browser. (The
    groups of xdist's own loadgroup have no effect with pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0]
            if {"attacks", "sandbox"} & set(file.split("/")):
                return "machine"
            return file if file.endswith("_browser.py") else nodeid

    return Together(config, log)


@pytest.fixture(scope="session")
def warm():
    with Warms() as warms:
        yield warms.get(["numpy"])


@pytest.fixture(scope="session")
def warm_torch():
    with Warms() as warms:
        yield warms.get(["numpy", "torch", "torch._dynamo"])


@pytest.fixture(scope="session")
def warm_by_hand():
    """A warm process for gradients that are derived by hand: autograd is switched off."""
    with Warms() as warms:
        yield warms.get(["numpy", "torch"], autograd=False)


@pytest.fixture
def student_of(warm):
    """Makes a student of source text; every function that the text may define can be called."""
    with contextlib.ExitStack() as stack:

        def make(text, functions=("f", "g", "h"), process=warm, limits=SMALL, **options):
            if "reference" in options:
                answers = contextlib.closing(StandIns(options["reference"]))
                options["reference"] = stack.enter_context(answers)
            source = Source("homework.py", textwrap.dedent(text))
            jail = stack.enter_context(process.jail())
            student = Student(
                functions, source, lambda lim: jail.fork(lim, "homework.py"), limits, **options
            )
            return stack.enter_context(contextlib.closing(student))

        yield make


@pytest.fixture
def course(tmp_path):
    """A course with one assignment, "tiny".

    Double(x) and total(xs), with a public and a hidden check of 40 and 60.
    """
    files = {
        "assignments/tiny/assignment.toml": """
            title = "Tiny"
            functions = ["double", "total"]
            preload = ["numpy"]
            [limits]
            cpu_s = 2
            wall_s = 6
            """,
        "assignments/tiny/test_public.py": """
            import pytest

            @pytest.mark.points(40)
            def test_double(student, expect):
                '''double doubles'''
                expect.number(student.double(3), result=6)
            """,
        "solutions/tiny/solution.py": """
            def double(x):
                return 2 * x

            def total(xs):
                return sum(double(x) for x in xs)
            """,
        "solutions/tiny/test_hidden.py": """
            import pytest

            @pytest.mark.points(60)
            @pytest.mark.composes("double")
            def test_total(student, reference, expect):
                '''total adds up the doubles'''
                expect.number(student.total([1, 2, 3]), result=reference.total([1, 2, 3]))
            """,
    }
    root = tmp_path / "course"
    write_files(root, files)
    return root


@pytest.fixture
def grade(course, warm, tmp_path):
    """Grades a submission's text in the tiny course."""

    def grade(text, solutions=True, name="homework.py", **options):
        file = tmp_path / name
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        assignment = assignments.load(
            course / "assignments/tiny", course / "solutions" if solutions else None
        )
        handed_in = submission.read(file, "tiny")
        return grading.grade(assignment, handed_in, warm, Silence(), **options)

    return grade


def write_files(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")


@pytest.fixture
def write():
    return write_files
