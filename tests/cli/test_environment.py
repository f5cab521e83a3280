"""Whatever a caller's environment holds, a submission gets the same report."""

import shutil
import signal

import pytest

TABLE = {
    "docstrings left out": {"PYTHONOPTIMIZE": "2"},
    "assertions left out": {"PYTHONOPTIMIZE": "1"},
    "warnings are errors": {"PYTHONWARNINGS": "error"},
    "Python's development mode": {"PYTHONDEVMODE": "1"},
    "a prompt at the end": {"PYTHONINSPECT": "1"},
    "another order of sets": {"PYTHONHASHSEED": "1"},
    "memory traced": {"PYTHONTRACEMALLOC": "3", "PYTHONMALLOC": "debug"},
    "crashes told": {"PYTHONFAULTHANDLER": "1"},
    "streams in ASCII": {"PYTHONIOENCODING": "ascii:strict"},
    "files in ASCII": {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
    "bytecode and buffers": {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"},
    "no bytecode, no buffers": {"PYTHONDONTWRITEBYTECODE": None, "PYTHONUNBUFFERED": None},
    "options of pytest": {"PYTEST_ADDOPTS": "-k nothing --tb=odd", "PYTEST_DEBUG": "1"},
    "plugins of pytest": {"PYTEST_PLUGINS": "nowhere", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": None},
    "threads": {
        "OMP_NUM_THREADS": "8",
        "MKL_NUM_THREADS": "8",
        "OPENBLAS_NUM_THREADS": "8",
        "OMP_DYNAMIC": "true",
    },
    "threads told": {"OMP_DISPLAY_ENV": "verbose", "KMP_AFFINITY": "verbose", "MKL_VERBOSE": "1"},
    "kernels of OpenBLAS and torch": {
        "OPENBLAS_VERBOSE": "2",
        "ATEN_CPU_CAPABILITY": "default",
        "TORCH_LOGS": "+all",
    },
    "threads that are no number": {"OMP_NUM_THREADS": "many"},
    "a narrow terminal": {"COLUMNS": "1", "LINES": "1"},
    "an odd terminal": {"COLUMNS": "wide", "TERM": "odd"},
    "colour": {
        "FORCE_COLOR": "1",
        "PY_COLORS": "1",
        "CLICOLOR_FORCE": "1",
        "TERM": "xterm-256color",
    },
    "CI": {"CI": "true", "GITHUB_ACTIONS": "true", "BUILD_NUMBER": "7"},
    "no locale": {"LANG": None, "LC_ALL": None},
    "the C locale": {"LANG": "C", "LC_ALL": "C"},
    "a Chinese locale": {"LANG": "zh_CN.UTF-8", "LC_ALL": None},
    "a Chinese locale in GBK": {"LC_ALL": "zh_CN.GBK"},
    "a Western locale": {"LC_ALL": "de_DE.ISO-8859-1", "LC_NUMERIC": "de_DE.ISO-8859-1"},
    "a locale that is none": {"LC_ALL": "xx_YY.nothing"},
    "another time zone": {"TZ": "Asia/Kathmandu"},
    "a time zone that is none": {"TZ": "odd/odd"},
    "no home": {"HOME": None},
    "a home that is nowhere": {"HOME": "/nowhere"},
    "temporary files nowhere": {"TMPDIR": "/nowhere"},
    "temporary files here": {"TMPDIR": "."},
    "no program found": {"PATH": ""},
    "a window for plots": {"MPLBACKEND": "module://nowhere"},
}
UMASKS = [0o000, 0o022, 0o027, 0o077]
WRONG = """
    def double(x):
        print("doubling 作业", {"a", "b", "c"})
        return [str(n) for n in range(x)]

    def total(xs):
        raise ValueError("不行", sorted(map(str, xs)))
    """


@pytest.fixture
def odd_course(course, write):
    """Adds checks whose messages hang on docstrings, assertions and pytest's own words."""
    write(
        course,
        {
            "in/homework.py": WRONG,
            "assignments/tiny/test_public.py": """
                import warnings

                import pytest

                @pytest.mark.points(20)
                def test_double(student, expect):
                    '''double doubles

                    zh: 加倍
                    '''
                    warnings.warn("deprecated", DeprecationWarning)
                    expect.number(student.double(3), result=6)

                @pytest.mark.points(10)
                def test_each(student):
                    '''double doubles each'''
                    assert student.double(200) == list(range(200))

                @pytest.mark.points(10)
                def test_sum(student):
                    '''total adds'''
                    assert student.total([1, 2]) == 3
                """,
        },
    )


@pytest.fixture(scope="module")
def known():
    """What `grade` reports where nothing is set: graded once."""
    return {}


@pytest.fixture
def graded_as_ever(graded, odd_course, known):
    """Grade in an environment, and insist that the report is the one where nothing is set."""
    words = ["in/homework.py", "-a", "tiny", "--lang", "en", "--isolation", "E"]
    if not known:
        known.update(graded(*words))
        assert [check["outcome"] for check in known["checks"]] == ["failed"] * 4
        assert known["checks"][1]["message"].startswith("assert ['0', '1'")

    def graded_as_ever(**environment):
        assert graded(*words, **environment) == known

    return graded_as_ever


@pytest.mark.parametrize("variables", TABLE.values(), ids=TABLE)
def test_the_report_is_the_same(graded_as_ever, variables):
    graded_as_ever(**variables)


@pytest.mark.parametrize("umask", UMASKS, ids=oct)
def test_the_report_is_the_same_under_any_umask(graded_as_ever, umask):
    graded_as_ever(umask=umask)


def test_signals_that_the_caller_ignores_or_blocks_are_heeded_by_the_examiner(
    grade, homework, course, write
):
    """Else it could miss the end of a submission's process."""
    write(
        course,
        {
            "assignments/tiny/test_public.py": """
                import signal

                import pytest

                @pytest.mark.points(40)
                def test_signals(student):
                    '''signals are heeded'''
                    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
                    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
                """
        },
    )

    def ignore_and_block():
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())

    done = grade("check", homework(), "--isolation", "E", preexec_fn=ignore_and_block)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("folder", ["a::b", "[1]", "a b", "$HOME", "-k", "课程", "a'b\"c", "{x}%s"])
def test_a_course_may_be_in_a_folder_of_any_name(grade, course, homework, folder):
    place = course / folder
    place.mkdir()
    for name in ("assignments", "solutions"):
        shutil.copytree(course / name, place / name)
    shutil.copy(homework(), place)
    done = grade("check", "homework.py", "-a", "tiny", "--isolation", "E", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "100 of 100 points" in done.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conftest.py", "raise SystemExit('it ran')"),
        ("pytest.ini", "[pytest]\naddopts = --nothing"),
        ("tox.ini", "[pytest]\naddopts = --nothing"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--nothing'"),
        ("setup.cfg", "[tool:pytest]\naddopts = --nothing"),
        ("test.py", "raise SystemExit('it ran')"),
        ("test_mine.py", "raise SystemExit('it ran')"),
        ("random.py", "raise SystemExit('it ran')"),
        ("numpy.py", "raise SystemExit('it ran')"),
        ("pytest.py", "raise SystemExit('it ran')"),
        ("sitecustomize.py", "raise SystemExit('it ran')"),
    ],
)
def test_what_is_beside_a_homework_does_not_run_in_the_examiner(
    grade, course, homework, name, text
):
    for place in (course, course / "assignments", course / "assignments/tiny"):
        (place / name).write_text(text, "utf-8")
    place = course / "assignments/tiny"
    shutil.copy(homework(), place)
    done = grade("check", "homework.py", "--isolation", "E", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "100 of 100 points" in done.stdout


@pytest.mark.parametrize("variable", ["TMPDIR", "PYTHONPYCACHEPREFIX"])
def test_a_folder_that_is_not_named_in_full_gets_nothing_of_the_course(
    graded_as_ever, course, variable
):
    """But what Python writes there before it runs a line of ours."""
    before = set(course.rglob("*"))
    graded_as_ever(**{variable: ".", "PYTHONDONTWRITEBYTECODE": None})
    new = [path.relative_to(course) for path in set(course.rglob("*")) - before]
    assert not [
        path
        for path in new
        if variable == "TMPDIR" or {"assignments", "solutions", "in"} & {*path.parts}
    ]
