"""Which libraries a homework may import, and what else of the Python environment it can read."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import numpy as np
import pytest
from tiers import ALL, WALLED

import grader
from grader.checks.student import Student
from grader.errors import StudentError
from grader.sandbox import libraries
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source

PACKAGE = Path(grader.__file__).parent
LIMITS = Limits(cpu_s=10, wall_s=60, memory_bytes=1 << 30)
LOOK = """
import importlib

def imported(name):
    try:
        exec(f"import {name}", {})
    except ImportError as error:
        return f"{type(error).__name__}: {error}"
    return ""

def imported_by_call(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        return f"{type(error).__name__}: {error}"
    return ""

def is_readable(path):
    try:
        with open(path, "rb") as file:
            file.read(1)
    except OSError:
        return False
    return True
"""


@pytest.fixture(scope="module")
def warms():
    with contextlib.ExitStack() as stack:
        made = {}

        def get(tier, imports):
            key = (tier, imports)
            if key not in made:
                made[key] = stack.enter_context(Warm(["numpy"], tier=tier, imports=imports))
            return made[key]

        yield get


@pytest.fixture
def look(warms):
    """Return a function that makes a student who looks around in a tier."""
    with contextlib.ExitStack() as stack:

        def make(tier, imports, **beside):
            jail = stack.enter_context(warms(tier, imports).jail())
            student = Student(
                ["imported", "imported_by_call", "is_readable"],
                Source("homework.py", LOOK),
                lambda limits: jail.fork(limits, "homework.py"),
                LIMITS,
                beside={f"{name}.py": text.encode() for name, text in beside.items()},
            )
            return stack.enter_context(contextlib.closing(student))

        yield make


NOT_PYTEST = "ImportError: this homework may import numpy and Python's own modules, not pytest"


@pytest.mark.parametrize("tier", ALL)
def test_of_all_libraries_those_that_are_named_can_be_imported(look, tier):
    student = look(tier, ("numpy",))
    assert [student.imported(name) for name in ("numpy", "numpy.linalg", "json", "math")] == [
        ""
    ] * 4
    assert student.imported("pytest") == NOT_PYTEST
    assert student.imported_by_call("pytest") == NOT_PYTEST
    # It is loaded, for the worker itself.
    assert student.imported("msgspec").startswith("ImportError: this homework may import numpy")
    assert look(tier, None).imported("pytest") == ""


@pytest.mark.parametrize("tier", ALL)
def test_a_library_that_is_not_installed_is_missing_as_ever(look, tier):
    student = look(tier, ("numpy", "nonsense"))
    for name in ("nonsense", "neither"):
        assert student.imported(name) == f"ModuleNotFoundError: No module named {name!r}"


@pytest.mark.parametrize("tier", ALL)
def test_files_beside_the_homework_can_be_imported_and_import_no_more(look, tier):
    student = look(tier, ("numpy",), own_tools="import json", more="import pytest", click="x = 1")
    assert student.imported("own_tools") == ""
    assert student.imported("more") == NOT_PYTEST
    # Its own, although there is an installed library of that name.
    assert student.imported("click") == ""


UNUSED_IMPORT = """
import pytest
import numpy as np
def f():
    return np.float64(1)
def g():
    return pytest.__name__
"""


@pytest.mark.parametrize("tier", ALL)
@pytest.mark.parametrize("whole", [False, True])
def test_an_import_that_is_refused_costs_only_the_functions_that_use_it(warms, tier, whole):
    selected = libraries.select(("numpy",), ("numpy",)).libraries
    with warms(tier, ("numpy",)).jail() as jail:
        student = Student(
            ["f", "g"],
            Source("homework.py", UNUSED_IMPORT, whole=whole),
            lambda limits: jail.fork(limits, "homework.py"),
            LIMITS,
            libraries=selected,
        )
        with contextlib.closing(student):
            assert student.f() == 1
            with pytest.raises(StudentError, match="may import numpy and Python's own modules"):
                student.g()


@pytest.mark.parametrize("tier", WALLED)
def test_of_packages_only_what_is_needed_can_be_read(look, tier):
    student = look(tier, ("numpy",))
    seen = [student.is_readable(module.__file__) for module in (np, msgspec, pytest)]
    assert seen == [True, True, False]
    assert look(tier, None).is_readable(pytest.__file__)


@pytest.mark.parametrize("tier", ALL)
@pytest.mark.parametrize("imports", [None, ("numpy",)])
def test_no_other_part_of_the_grader_can_be_imported(look, tier, imports):
    student = look(tier, imports)
    for name in ("grader.checks", "grader.checks.lesson.two_layer", "grader.grading"):
        assert student.imported(name).startswith("ModuleNotFoundError: No module named 'grader.")
    assert student.imported("grader.worker.kinds") == ""


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize("imports", [None, ("numpy",)])
def test_no_other_part_of_the_grader_can_be_read(look, tier, imports):
    student = look(tier, imports)
    for name in ("__init__.py", "wire/values.py", "worker/serve.py"):
        assert student.is_readable(str(PACKAGE / name)), name
    for name in ("checks/lesson/two_layer.py", "results.py", "sandbox/view.py"):
        assert not student.is_readable(str(PACKAGE / name)), name


AS_INSTALLED = """
import sys
from grader.checks.student import Student
from grader.errors import StudentError
from grader.results import Tier
from grader.sandbox.limits import Limits
from grader.sandbox.warm import Warm
from grader.submission.source import Source
import grader

TEXT = '''
def f(paths):
    seen = []
    for path in paths:
        try:
            open(path).close()
            seen.append(path)
        except OSError:
            pass
    import numpy
    return seen
'''
tier, names, *imports = sys.argv[1:]
folder = grader.__path__[0]
paths = [f"{folder}/{name}" for name in names.split()]
with Warm(["numpy"], tier=Tier(tier), imports=imports or None) as warm, warm.jail() as jail:
    student = Student(["f"], Source("h.py", TEXT), lambda lim: jail.fork(lim, "h.py"), Limits())
    print(*(path.removeprefix(f"{folder}/") for path in student.f(paths)))
    student.close()
print(folder)
"""


@pytest.fixture(scope="module")
def installed():
    """A folder of packages that contains the grader, as a wheel's installation does."""
    with tempfile.TemporaryDirectory(prefix="gradekit-test-") as root:
        Path(root).chmod(0o755)
        packages = Path(root, "lib/site-packages")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, packages / "grader", ignore=ignored)
        (packages / "other.py").write_text("x = 1\n")
        yield packages


@pytest.mark.parametrize("tier", WALLED)
@pytest.mark.parametrize(
    ("imports", "seen"),
    [((), "../other.py"), (("numpy",), ""), (("numpy", "other"), "../other.py")],
)
def test_the_same_holds_where_the_grader_is_installed(installed, tier, imports, seen):
    names = "__init__.py wire/values.py worker/serve.py checks/lesson/two_layer.py errors.py"
    done = subprocess.run(
        [sys.executable, "-c", AS_INSTALLED, tier.value, f"{names} ../other.py", *imports],
        env={"PYTHONPATH": str(installed), "OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    shown, folder = done.stdout.splitlines()
    assert folder == str(installed / "grader")
    assert shown.split() == ["__init__.py", "wire/values.py", "worker/serve.py", *seen.split()]


def test_the_submissions_side_consists_of_these_parts_alone():
    code = (
        "import importlib, pkgutil, sys, grader.worker\n"
        "for part in ('grader.worker', 'grader.wire'):\n"
        "    package = importlib.import_module(part)\n"
        "    for module in pkgutil.walk_packages(package.__path__, part + '.'):\n"
        "        importlib.import_module(module.name)\n"
        "print(*{'.'.join(name.split('.')[:2]) for name in sys.modules if 'grader' in name})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == {"grader", "grader.worker", "grader.wire"}


# ------------------------------------------------------------------------------- what is selected


def test_a_selection_holds_what_a_library_depends_on():
    matplotlib = pytest.importorskip("matplotlib")
    selected = libraries.select(("matplotlib",), ("numpy",))
    assert {"matplotlib", "numpy", "PIL", "cycler", "msgspec"} <= selected.entries
    assert f"matplotlib-{matplotlib.__version__}.dist-info" in selected.entries
    assert "pytest" not in selected.entries
    assert {"PIL", "pytest", "numpy"} <= set(selected.libraries.refused)
    # Of the same distribution.
    assert not {"matplotlib", "mpl_toolkits"} & set(selected.libraries.refused)
    assert "pytest" in selected.libraries.hidden
    assert not {"PIL", "numpy", "msgspec"} & set(selected.libraries.hidden)


def test_a_library_under_another_name_than_its_distribution_is_found():
    pytest.importorskip("yaml")
    selected = libraries.select(("yaml",), ())
    assert "yaml" in selected.entries
    assert "yaml" not in selected.libraries.refused
    assert any(entry.lower().startswith("pyyaml-") for entry in selected.entries)


def test_a_distribution_without_a_record_of_its_files_counts_by_its_modules(tmp_path, monkeypatch):
    info = tmp_path / "site-packages/Old_Thing-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Old.Thing\nVersion: 1.0\n")
    (info / "top_level.txt").write_text("thing\n_thing\n")
    (info.parent / "thing.py").write_text("")
    monkeypatch.syspath_prepend(str(info.parent))
    libraries._installed.cache_clear()
    libraries._distributions.cache_clear()
    try:
        selected = libraries.select.__wrapped__(("thing",), ())
    finally:
        libraries._installed.cache_clear()
        libraries._distributions.cache_clear()
    assert {"thing", "thing.py", "_thing"} <= selected.entries
