"""The autograder for Gradescope: what is in the zip, and what becomes of a submission where it is
unpacked.

Its scripts run here as they do there, in a folder in place of /autograder, and on the Python of the
tests.
"""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import textwrap
import zipfile
from pathlib import Path

import jsonschema
import pytest
from sample_class import check, report
from tiers import needs_landlock
from tools import python_program

from grader.checks.assignment import load
from grader.cli.export import to_gradescope_autograder
from grader.course import Course
from grader.course.autograder import pack_autograder, require_full_marks, require_writable
from grader.errors import AuthorError, UsageError
from grader.language import _, speak
from grader.results import Outcome, Tier
from grader.sandbox import probe

ROOT = Path(__file__).resolve().parents[2]
NAME = "two_layer_numpy"
COURSE = Course(ROOT, ROOT / "solutions")
VENV = Path(sys.executable).parent.parent
HANDED_IN = ROOT / "tests/submissions" / NAME
SCRIPTS = {"setup.sh", "run_autograder"}
DOCKER = (  # the capabilities that it leaves to root, as its documentation lists them
    *(
        "chown",
        "dac_override",
        "fowner",
        "fsetid",
        "kill",
        "setgid",
        "setuid",
        "setpcap",
        "setfcap",
    ),
    *("net_bind_service", "net_raw", "sys_chroot", "mknod", "audit_write"),
)

# https://gradescope-autograders.readthedocs.io/en/latest/specs/
_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
_TEST = {
    "score": {"type": "number"},
    "max_score": {"type": "number"},
    "status": {"enum": ["passed", "failed"]},
    "name": {"type": "string"},
    "name_format": _FORMAT,
    "number": {"type": "string"},
    "output": {"type": "string"},
    "output_format": _FORMAT,
    "tags": {"type": "array", "items": {"type": "string"}},
    "visibility": _VISIBILITY,
    "extra_data": {"type": "object"},
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBILITY,
        "stdout_visibility": _VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": False, "properties": _TEST},
        },
        "leaderboard": {"type": "array"},
    },
}
# In place of the environment's Python, by what is to become of grade.
KILLED = "#!/bin/bash\nkill -9 $$\n"
SLEEPS = "#!/bin/bash\nexec sleep 60\n"
KILLS_THE_SCRIPT = "#!/bin/bash\nread -r _ _ _ script _ </proc/$PPID/stat\nkill -9 $script\n"
HALF_A_RESULT = """#!/bin/bash
while [[ $1 != -o && $# -gt 1 ]]; do shift; done
[[ $1 == -o ]] && echo '{"score": 100' >"$2"
"""
NOTHING_ISOLATES = python_program("""
import sys
from grader.sandbox import bubblewrap
from grader.worker.walls import landlock
landlock.abi = lambda: 0
bubblewrap.path = lambda: None
if "-c" in sys.argv:
    exec(sys.argv[-1])
else:
    from grader.cli import main
    sys.argv[:] = ["grade", *sys.argv[4:]]
    main()
""")


@pytest.fixture(scope="module")
def packed():
    """The zip, made as an instructor does."""
    with tempfile.TemporaryDirectory() as room:
        file = Path(room, "autograder.zip")
        command = [
            sys.executable,
            "-m",
            "grader",
            "export",
            "gradescope-autograder",
            NAME,
            "-o",
            str(file),
        ]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        with zipfile.ZipFile(file) as archive:
            yield archive, done


@pytest.fixture(scope="module")
def isolated():
    """Without walls, no submission is graded."""
    if probe.choose(None) is Tier.E:
        pytest.skip("there is no isolation here")


@pytest.fixture
def place(packed):
    """What is /autograder there; anybody may look into it, as there."""
    if sys.platform != "linux":
        pytest.skip("Gradescope's images are Linux")
    archive, _done = packed
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        root.chmod(0o755)
        archive.extractall(root / "source")
        for name in SCRIPTS:
            (root / "source" / name).chmod(0o755)
        shutil.copy(root / "source/run_autograder", root)
        (root / "submission").mkdir()
        (root / "results").mkdir()
        yield root


@pytest.fixture
def autograde(place):
    """Let run_autograder grade some files, by name, and give results.json and what was printed."""

    def run(files=(), python=None, before=(), **variables):
        for name, data in dict(files).items():
            (place / "submission" / name).write_bytes(
                data if isinstance(data, bytes) else data.encode()
            )
        environment = os.environ | {"AUTOGRADER_ROOT": str(place), "AUTOGRADER_VENV": str(VENV)}
        if python is not None:
            environment["AUTOGRADER_VENV"] = str(fake_venv(place / "fake", python))
        command = [*before, str(place / "run_autograder")]
        done = subprocess.run(
            command,
            cwd=place,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        results = json.loads((place / "results/results.json").read_text("utf-8"))
        jsonschema.validate(results, SCHEMA)
        assert [file.name for file in (place / "results").iterdir()] == ["results.json"]
        assert results["stdout_visibility"] == "hidden"
        return results, done

    return run


def fake_venv(folder, python):
    """An environment with something else in place of its Python."""
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "bin/python").write_text(python, "utf-8")
    (folder / "bin/python").chmod(0o755)
    return folder


# ------------------------------------------------------------------------------------------ the zip


def test_the_zip_holds_what_gradescope_asks_for_at_its_top_and_the_assignment_whole(packed):
    names = set(packed[0].namelist())
    assert {"setup.sh", "run_autograder", "constraints.txt"} <= names
    assert (
        len([name for name in names if re.fullmatch(r"gradekit-[\d.]+-py3-none-any\.whl", name)])
        == 1
    )
    for needed in ("assignment.toml", "test_public.py"):
        assert f"assignments/{NAME}/{needed}" in names
    assert "solutions/.secret/key" in names
    for needed in (
        f"{NAME}/solution.py",
        f"{NAME}/test_hidden.py",
        "mistakes/relu_mask_missing.py",
    ):
        assert f"solutions/{needed}" in names
    others = {
        name.split("/")[1] for name in names if name.startswith(("assignments/", "solutions/"))
    }
    assert others == {NAME, ".secret", "mistakes"}


def test_its_scripts_may_be_executed_and_have_the_line_ends_of_unix(packed):
    for entry in packed[0].infolist():
        assert (stat.S_IMODE(entry.external_attr >> 16) == 0o755) == (entry.filename in SCRIPTS)
    for name in SCRIPTS:
        text = packed[0].read(name)
        assert text.startswith(b"#!/usr/bin/env bash\n")
        assert b"\r" not in text
        assert not re.search(rb"@[A-Z]+@", text)


def test_the_command_says_what_to_do_next_and_that_the_zip_is_no_students(packed):
    _archive, done = packed
    assert done.stdout == ""
    assert "autograder.zip contains the solutions: do not give it to students" in done.stderr
    assert "Configure Autograder: upload " in done.stderr
    assert "timeout 10 minutes" in done.stderr


def test_the_same_assignment_gives_the_same_bytes_and_the_language_is_that_of_the_command(packed):
    assignment = load(ROOT / "assignments" / NAME, ROOT / "solutions")
    assert pack_autograder(assignment, COURSE, 600) == Path(packed[0].filename).read_bytes()
    with speak("zh"):
        chinese = pack_autograder(assignment, COURSE, 600)
        title = _("not graded, through no fault of yours")
    room = Path(packed[0].filename).with_name("zh.zip")
    room.write_bytes(chinese)
    with zipfile.ZipFile(room) as archive:
        assert "--lang zh" in archive.read("run_autograder").decode()
        assert json.loads(archive.read("ungraded/time.json"))["tests"][0]["name"] == title


def test_a_name_that_a_shell_would_take_apart_stays_one_word(course):
    odd = (course / "assignments/tiny").rename(course / "assignments/a b; c")
    shutil.move(course / "solutions/tiny", course / "solutions/a b; c")
    data = pack_autograder(
        load(odd, course / "solutions"), Course(course, course / "solutions"), 600
    )
    (course / "a.zip").write_bytes(data)
    with zipfile.ZipFile(course / "a.zip") as archive:
        assert "-a 'a b; c' " in archive.read("run_autograder").decode()
        assert "solutions/'a b; c'/solution.py" in archive.read("setup.sh").decode()


# -------------------------------------------------------------------------------------- the command


def export(
    course, monkeypatch, output="autograder.zip", *, name="tiny", force=False, solutions=None
):
    monkeypatch.chdir(course)
    to_gradescope_autograder.callback(
        name=name, output=Path(output), minutes=10, force=force, solutions=solutions
    )


def test_what_is_there_is_kept_unless_it_is_the_same_or_force_is_given(course, monkeypatch, capsys):
    export(course, monkeypatch)
    before = (course / "autograder.zip").read_bytes()
    export(course, monkeypatch)
    (course / "autograder.zip").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"autograder\.zip already exists and differs") as caught:
        export(course, monkeypatch)
    assert "--force" in caught.value.hint
    assert (course / "autograder.zip").read_bytes() == b"mine"
    export(course, monkeypatch, force=True)
    assert (course / "autograder.zip").read_bytes() == before


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("nowhere/a.zip", "no such folder"),
        ("assignments", "Is a directory"),
        ("assignments/tiny/a.zip", "which is given to others"),
        ("solutions/a.zip", "which is given to others"),
    ],
)
def test_a_bad_place_is_reported_before_anything_is_graded(course, monkeypatch, output, words):
    (course / "solutions/tiny/solution.py").write_text("wrong =", "utf-8")
    with pytest.raises(UsageError, match=words):
        export(course, monkeypatch, output)


def test_a_missing_assignment_is_reported_with_a_hint(course, monkeypatch):
    with pytest.raises(UsageError, match="there is no assignment 'tinny'") as caught:
        export(course, monkeypatch, name="tinny")
    assert caught.value.hint == "did you mean tiny?"


def test_solutions_may_be_named_from_where_one_is(course, monkeypatch):
    (course / "solutions").rename(course / "elsewhere")
    export(course, monkeypatch, solutions=Path("elsewhere"))
    with zipfile.ZipFile(course / "autograder.zip") as archive:
        assert "solutions/tiny/test_hidden.py" in archive.namelist()


def test_without_the_solutions_there_is_no_autograder(course, monkeypatch):
    shutil.rmtree(course / "solutions")
    with pytest.raises(AuthorError, match="the solution of tiny is not here"):
        export(course, monkeypatch)


def test_points_that_are_not_100_and_a_wrong_reference_are_reported(course, monkeypatch):
    hidden = course / "solutions/tiny/test_hidden.py"
    hidden.write_text(hidden.read_text("utf-8").replace("points(60)", "points(50)"), "utf-8")
    with pytest.raises(AuthorError, match="the points add up to 90, not to 100"):
        export(course, monkeypatch)
    lost = report(check(30), check(40, 40, name="test_backward"))
    with pytest.raises(
        AuthorError, match="the reference does not pass test_forward: is wrong"
    ) as caught:
        require_full_marks(lost)
    assert caught.value.hint == "`grade validate tiny` shows more"
    with pytest.raises(AuthorError, match="test_odd: ZeroDivisionError"):
        require_full_marks(
            report(
                check(0, 5, name="test_odd", outcome=Outcome.BROKEN, message="ZeroDivisionError"),
                check(60),
            )
        )
    assert not (course / "autograder.zip").exists()


def test_solutions_that_lie_elsewhere_are_no_place_for_it_either(course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(UsageError, match="which is given to others"):
        require_writable(elsewhere / "a.zip", Course(course, elsewhere), b"", force=True)


# ------------------------------------------------------------------------------------------ grading


@pytest.mark.usefixtures("isolated")
def test_a_right_submission_gets_full_marks_and_hidden_checks_show_once_grades_are_published(
    autograde,
):
    results, done = autograde({"homework.py": (HANDED_IN / "ada.py").read_bytes()})
    assert (results["score"], done.returncode) == (100, 0)
    assert sum(test["max_score"] for test in results["tests"]) == 100
    assert results["extra_data"]["isolation"] in "ABC"
    assert re.fullmatch(r'"isolation": "[ABC]"\n', done.stdout)
    visible = [test for test in results["tests"] if test["visibility"] == "visible"]
    hidden = [test for test in results["tests"] if test["visibility"] == "after_published"]
    assert sum(test["max_score"] for test in visible) == 40
    assert sum(test["max_score"] for test in hidden) == 60


@pytest.mark.usefixtures("isolated")
def test_a_notebook_by_another_name_gets_what_it_deserves(autograde):
    results, _done = autograde({"bob.ipynb": (HANDED_IN / "bob.ipynb").read_bytes()})
    assert results["score"] == 79.5
    assert "hint: " in "".join(test["output"] for test in results["tests"])


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "holds no homework.py and no homework.ipynb"),
        ({"homework.py": "def forward(:\n"}, "homework.py cannot be parsed"),
        ({"homework.py": b"\xff\xfe\x00"}, "homework.py"),
    ],
    ids=["nothing", "no Python", "no text"],
)
@pytest.mark.usefixtures("isolated")
def test_what_cannot_be_read_is_the_students_and_gets_0_with_the_reason(autograde, files, words):
    results, _done = autograde(files)
    assert results["score"] == 0
    assert words in results["tests"][0]["output"]


@pytest.mark.usefixtures("isolated")
def test_a_check_that_is_broken_is_nobodys_loss(autograde, place):
    file = place / f"source/solutions/{NAME}/test_hidden.py"
    text = file.read_text("utf-8")
    first = text.index("\ndef test_")
    body = text.index('"""\n', text.index('"""', first) + 3) + 4
    file.write_text(f"{text[:body]}    1 / 0\n{text[body:]}", "utf-8")
    results, _done = autograde({"homework.py": (HANDED_IN / "ada.py").read_bytes()})
    broken = [test for test in results["tests"] if "max_score" not in test]
    assert len(broken) == 1
    assert results["score"] == sum(
        test["max_score"] for test in results["tests"] if test not in broken
    )
    assert "could not be graded: that is the grader's fault, not yours" in results["output"]


# ----------------------------------------------------------------------- where grading itself fails


def is_nobodys_fault(results, why):
    """Hold a results.json against what it must say, and not say, where there is no result."""
    assert results["extra_data"]["ungraded"] == why
    assert "the grader's fault, not yours" in results["output"]
    assert results["visibility"] == "visible"
    assert "score" not in results
    assert [set(test) for test in results["tests"]] == [{"name", "status", "output"}]
    return True


@pytest.mark.parametrize(
    ("why", "python", "advice"),
    [
        ("killed", KILLED, "more memory"),
        ("time", SLEEPS, "longer timeout"),
        ("grader", HALF_A_RESULT, "Its output is above"),
        ("grader", "#!/bin/bash\nexit 139\n", "Its output is above"),
        ("grader", "#!/nowhere/python\n", "Its output is above"),
        ("interrupted", "#!/bin/bash\nexit 130\n", "Run the autograder again"),
    ],
    ids=["killed", "time", "half a file", "crash", "no Python", "interrupted"],
)
def test_where_grade_ends_badly_results_json_says_so_and_the_instructor_what_to_do(
    autograde, why, python, advice
):
    results, done = autograde(
        {"homework.py": ""}, python, AUTOGRADER_LIMIT_S="1" if why == "time" else "60"
    )
    assert is_nobodys_fault(results, why)
    assert done.stdout.startswith("Not graded. ")
    assert advice in done.stdout
    assert done.returncode == 0


@pytest.mark.usefixtures("isolated")
def test_a_result_counts_though_a_message_could_not_be_written(autograde):
    """Then grade exits with 2, as where it has no result."""
    losing = (
        f'#!/bin/bash\n{shlex.quote(sys.executable)} "$@"; code=$?; '
        "[[ $3 == grader ]] && exit 2; exit $code\n"
    )
    results, _done = autograde({"homework.py": (HANDED_IN / "ada.py").read_text("utf-8")}, losing)
    assert results["score"] == 100


def test_an_environment_that_is_missing_is_the_graders_fault(autograde, tmp_path):
    results, done = autograde({"homework.py": ""}, AUTOGRADER_VENV=str(tmp_path / "nowhere"))
    assert is_nobodys_fault(results, "grader")
    assert "nowhere/bin/python" in done.stderr


def test_should_the_script_itself_be_killed_a_result_is_there_already(autograde):
    results, done = autograde({"homework.py": ""}, KILLS_THE_SCRIPT)
    assert done.returncode == -9
    assert is_nobodys_fault(results, "interrupted")


def test_a_submission_folder_that_is_missing_is_the_graders_fault(autograde, place):
    (place / "submission").rmdir()
    results, done = autograde()
    assert is_nobodys_fault(results, "grader")
    assert "submission does not exist" in done.stderr


def test_where_nothing_isolates_no_submission_is_run(autograde, place):
    text = f"open({str(place / 'proof')!r}, 'w')\ndef forward(x, w1, w2):\n    return 1 / 0\n"
    results, done = autograde({"homework.py": text}, NOTHING_ISOLATES)
    assert is_nobodys_fault(results, "isolation")
    assert "your code was not run" in results["output"]
    assert "this machine cannot isolate submissions" in done.stderr
    assert not (place / "proof").exists()


@pytest.fixture
def path_with(tmp_path):
    """Make PATH with programs of ours before the machine's."""

    def path(**programs):
        for name, text in programs.items():
            file = tmp_path / name.replace("_", "-")
            file.write_text(f"#!/bin/bash\n{text}\n", "utf-8")
            file.chmod(0o755)
        return f"{tmp_path}:{os.environ['PATH']}"

    return path


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        ("600", "570"),
        ("2400", "2370"),
        ("", "570"),
        ("soon", "570"),
        ("-1", "570"),
        ("0x10", "570"),
        ("40", "20"),
    ],
)
def test_grade_gets_a_little_less_time_than_gradescope_gives(autograde, path_with, told, limit):
    path = path_with(timeout="echo limit $2; exit 124")
    results, done = autograde({"homework.py": ""}, PATH=path, TIMEOUT_SECONDS=told)
    assert f"limit {limit}\n" in done.stdout
    assert is_nobodys_fault(results, "time")


def test_a_grade_that_had_to_be_killed_when_its_time_was_over_ran_out_of_time(autograde, path_with):
    path = path_with(timeout="exit 137")
    results, _done = autograde({"homework.py": ""}, PATH=path, AUTOGRADER_LIMIT_S="0")
    assert is_nobodys_fault(results, "time")


# ---------------------------------------------------------------------------------------- isolation

ATTACK = """
import os

ROOT = {root!r}

def tries():
    secret = ROOT + "/source/solutions/{name}/solution.py"
    yield "read", lambda: open(secret).read()
    yield "list", lambda: os.listdir(ROOT + "/source/solutions")
    yield "results", lambda: open(ROOT + "/results/results.json", "w").write('{{"score": 999}}')
    yield "graded", lambda: open(ROOT + "/results/.graded.json", "w").write('{{"score": 999}}')
    graded, results = ROOT + "/results/.graded.json", ROOT + "/results/results.json"
    yield "renamed", lambda: os.rename(graded, results)
    script = ROOT + "/run_autograder"
    yield "script", lambda: open(script, "a").write("echo 999 >results/results.json")
    yield "removed", lambda: os.remove(ROOT + "/results/results.json")
    yield "environment", lambda: open("/proc/1/environ").read().index("AUTOGRADER")

def forward(x, w1, w2):
    done = []
    for name, attempt in tries():
        try:
            attempt()
        except Exception:
            continue
        done.append(name)
    print("could:", done)
"""


def as_in_a_container():
    """A command that takes away what Docker takes away from root: then no jail can be made."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can give up capabilities")
    kept = ",".join(
        ["-all", *(f"+{name}" for name in (*DOCKER, "dac_read_search"))]
    )  # for a Python in root's home
    return ["setpriv", f"--bounding-set={kept}", "--inh-caps=-all"]


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(list, id="here"),
        pytest.param(as_in_a_container, marks=needs_landlock, id="container"),
    ],
)
@pytest.mark.usefixtures("isolated")
def test_a_submission_reads_no_solution_and_writes_no_result(autograde, place, where):
    text = textwrap.dedent(ATTACK).format(root=str(place), name=NAME)
    results, _done = autograde({"homework.py": text}, before=where())
    assert results["score"] == 0
    assert "could: []" in results["tests"][0]["output"]
    assert results["extra_data"]["isolation"] in ("C" if where is as_in_a_container else "ABC")
    assert "999" not in json.dumps(results) + (place / "run_autograder").read_text("utf-8")


# ----------------------------------------------------------------------------------------- setup.sh


@pytest.fixture
def setup(place, path_with):
    """Run setup.sh with our programs in place of some of the machine's, and return what it did."""

    def run(pip='echo "pip ${*:4}; index $PIP_EXTRA_INDEX_URL"', version="exit 0", **variables):
        system = f"[[ $1 != -c ]] || {{ {version}; }}\n[[ $1 != --version ]] || echo Python 3.8"
        path = path_with(apt_get='echo "apt-get $*"', python3=system)
        python = (
            f"#!/bin/bash\n[[ $2 == pip ]] && {{ {pip}; exit; }}\n"
            f'exec {shlex.quote(sys.executable)} "$@"\n'
        )
        environment = {**os.environ, "AUTOGRADER_ROOT": str(place), "PATH": path}
        environment["AUTOGRADER_VENV"] = str(fake_venv(place / "venv", python))
        environment.pop("PIP_EXTRA_INDEX_URL", None)
        command = ["bash", str(place / "source/setup.sh")]
        return subprocess.run(
            command,
            cwd=place,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_setup_installs_by_the_constraints_hides_the_source_and_ends_with_a_self_test(setup, place):
    done = setup()
    assert done.returncode == 0, done.stderr
    assert (
        "apt-get install -qq --yes --no-install-recommends bubblewrap python3 python3-venv"
        in done.stdout
    )
    assert f"-c {place}/source/constraints.txt {place}/source/gradekit-" in done.stdout
    assert "index https://download.pytorch.org/whl/cpu\n" in done.stdout
    assert re.search(r"^isolation +[ABCE]: ", done.stdout, re.MULTILINE)
    assert "100 of 100 points" in done.stdout
    for path in [place / "source", *(place / "source").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("index", ["https://example.org/cu", ""])
def test_setup_takes_torch_from_where_the_environment_says(setup, index):
    done = setup('echo "index: $PIP_EXTRA_INDEX_URL."; exit 1', PIP_EXTRA_INDEX_URL=index)
    assert f"index: {index}.\n" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"version": "exit 1"},
            "Python 3.8 is too old: choose Ubuntu 22.04 or later as the base image",
        ),
        ({"pip": "echo no such wheel >&2; exit 1"}, "no such wheel"),
    ],
    ids=["old Python", "no wheel"],
)
def test_setup_ends_with_an_error_where_something_cannot_be_installed(setup, options, words):
    done = setup(**options)
    assert done.returncode != 0
    assert words in done.stderr
    assert "isolation" not in done.stdout


def test_setup_ends_with_an_error_where_the_image_would_not_grade(setup, place):
    (place / f"source/solutions/{NAME}/solution.py").write_text(
        "def forward(x, w1, w2):\n    return x\n", "utf-8"
    )
    done = setup()
    assert done.returncode != 0
    assert "in this image the reference solution does not get full marks" in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("isolated")
def test_set_up_as_on_gradescope_it_grades(place, path_with):
    """With pip, in an environment of its own; apt-get alone does nothing.

    Uncompiled, it is there in half the time.
    """
    environment = {
        **os.environ,
        "AUTOGRADER_ROOT": str(place),
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_COMPILE": "false",
    }
    environment["PATH"] = path_with(apt_get="")
    setup = ["bash", str(place / "source/setup.sh")]
    done = subprocess.run(
        setup, cwd=place, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(HANDED_IN / "ada.py", place / "submission/homework.py")
    subprocess.run(["./run_autograder"], cwd=place, env=environment, timeout=120, check=True)
    results = json.loads((place / "results/results.json").read_text("utf-8"))
    jsonschema.validate(results, SCHEMA)
    assert results["score"] == 100
    assert results["extra_data"]["isolation"] in "ABC"
