"""The command line, run as a user runs it: what is printed where, and the exit codes."""

import ast
import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from cli.conftest import RIGHT, SOLUTION
from rich.cells import cell_len
from tools import ROOT, heed_signals

from grader import __version__
from grader.cli import cli
from grader.results import Tier
from grader.sandbox import probe


def test_full_marks_exit_with_0(grade, homework):
    done = grade("check", homework())
    assert (done.returncode, done.stderr) == (0, "")
    assert "100 of 100 points" in done.stdout
    assert re.search(r"^isolation [ABCE] \(", done.stdout, re.MULTILINE)
    assert "\x1b" not in done.stdout


def test_below_full_marks_exits_with_1(grade, homework):
    done = grade("check", homework("def double(x):\n    return 2 * x\n"))
    assert done.returncode == 1
    assert "40 of 100 points" in done.stdout
    assert "it is not defined, or not written yet" in done.stdout


def test_instructors_read_all_about_a_hidden_check(grade, homework):
    file = homework("def double(x):\n    return 2 * x\n")
    done = grade("check", file, "--for", "instructor")
    assert "total is not defined in homework.py" in done.stdout
    assert "For instructors only" in done.stdout
    refused = grade("check", file, "--for", "instructor", "--format", "github")
    assert refused.returncode == 2
    assert "--format github is for students" in refused.stderr


def test_the_secret_of_a_course_is_made_named_and_renewed(grade, course):
    made = grade("secret", GRADE_SECRET="")
    folder = course / "solutions" / ".secret"
    assert (made.returncode, made.stdout.strip()) == (0, str(folder))
    key = (folder / "key").read_text()
    renewed = grade("secret", "--renew", GRADE_SECRET="")
    assert renewed.returncode == 0
    assert (folder / "key").read_text() != key
    assert key not in made.stdout + renewed.stdout + renewed.stderr


def test_without_solutions_there_is_no_secret(grade, course):
    (course / "solutions").rename(course / "elsewhere")
    done = grade("secret")
    assert done.returncode == 2
    assert "the solutions of this course are not here" in done.stderr


@pytest.mark.parametrize(("percent", "code"), [("40", 0), ("41", 1), ("0", 0)])
def test_min_score_moves_the_line(grade, homework, percent, code):
    assert (
        grade(
            "check", homework("def double(x):\n    return 2 * x\n"), "--min-score", percent
        ).returncode
        == code
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nothing.py"], "nothing.py does not exist"),
        (["check", "double"], "write `--check double`"),
        (["check", "doubl"], "doubl does not exist"),
        (["check", 300 * "x"], "File name too long"),
        (["check", ".", "-a", "tinny"], "there is no assignment 'tinny'"),
        (
            ["check", ".", "--check", "test_nothing"],
            "no check and no function is called test_nothing",
        ),
        (["check", ".", "--isolation", "D"], "'D' is not one of 'A', 'B', 'C', 'E', 'strong'"),
        (["check", ".", "--solutions", "nowhere"], "nowhere is not a folder"),
        (["check", ".", "--min-score", "x"], "--min-score"),
        (["check", ".", "--format", "pdf"], "--format"),
        (["chekc"], "chekc"),
    ],
)
def test_bad_usage_exits_with_2_and_says_what_to_do(grade, homework, arguments, words):
    homework()
    done = grade(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_tier_is_named_in_the_report_or_refused_but_never_replaced(grade, homework):
    plain = grade("check", homework(), "--isolation", "E")
    assert "isolation E (a separate process with limits, no isolation)" in plain.stdout
    refused = grade("check", homework(), "--isolation", "A", PATH="/nowhere")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "isolation tier A is not available here: " in refused.stderr
    assert "hint: " in refused.stderr


def test_solutions_that_every_submission_could_read_are_refused(grade, homework, course):
    if probe.choose(None) is Tier.E:
        pytest.skip("there is no isolation here")
    packages = course / "lib/site-packages"
    shutil.copytree(course / "solutions", packages / "solutions")
    done = grade(
        "check", homework(), "--solutions", packages / "solutions", PYTHONPATH=f"{packages}:{ROOT}"
    )
    assert done.returncode == 2
    assert "submissions could read" in done.stderr


def test_an_assignment_is_graded_by_its_bare_name(grade, course):
    (course / "assignments/tiny/homework.py").write_text(RIGHT)
    done = grade("check", "tiny")
    assert done.stdout.startswith("tiny  assignments/tiny\n")
    assert "100 of 100 points" in done.stdout


def test_a_misspelt_assignment_is_pointed_out(grade, homework):
    assert "hint: did you mean tiny?" in grade("check", homework(), "-a", "tinny").stderr


def test_a_folder_without_a_course_is_bad_usage(grade, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    done = grade("check")
    assert done.returncode == 2
    assert "no course here" in done.stderr


def test_an_authors_error_exits_with_3(grade, homework, course):
    (course / "assignments/tiny/assignment.toml").write_text("title = 3\n")
    done = grade("check", homework())
    assert done.returncode == 3
    assert "assignment.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_check_exits_with_3_and_still_reports(grade, homework, course):
    (course / "solutions/tiny/solution.py").write_text("def total(xs):\n    return 1 / 0\n")
    done = grade("check", homework())
    assert done.returncode == 3
    assert "40 of 40 points" in done.stdout
    assert "not yours" in done.stdout


def test_what_cannot_be_read_is_a_report_and_exits_with_1(grade, homework):
    done = grade("check", homework("def double(x)\n"), "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["score"], report["max_score"]) == (1, 0, 100)
    assert "line 1" in report["checks"][0]["message"]


def test_json_has_the_fixed_keys(grade, homework):
    report = json.loads(grade("check", homework(), "--format", "json").stdout)
    assert {
        "schema",
        "assignment",
        "score",
        "max_score",
        "isolation",
        "device",
        "checks",
        "ungraded",
    } <= set(report)
    assert (report["schema"], report["assignment"], report["isolation"], report["device"]) == (
        1,
        "tiny",
        report["isolation"],
        "cpu",
    )
    assert report["isolation"] in "ABCE"
    check = report["checks"][0]
    keys = {"name", "title", "hidden", "score", "max_score", "outcome", "reason", "message", "hint"}
    assert keys <= set(check)
    assert (check["outcome"], check["reason"], check["hint"]) == ("passed", None, None)


def test_json_goes_to_a_file(grade, homework, course):
    done = grade("check", homework(), "--format", "json", "-o", "out.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((course / "out.json").read_text())["score"] == 100


def test_a_file_that_cannot_be_written_is_bad_usage(grade, homework):
    done = grade("check", homework(), "-o", "nowhere/out.json")
    assert done.returncode == 2
    assert "cannot write nowhere/out.json" in done.stderr


def test_without_solutions_the_rest_is_announced(grade, homework, course):
    (course / "solutions").rename(course / "elsewhere")
    done = grade("check", homework())
    assert done.returncode == 0
    assert "40 of 40 points" in done.stdout
    assert "60 more points will be graded" in done.stdout
    assert (
        "100 of 100" in grade("check", homework(), GRADE_SOLUTIONS=str(course / "elsewhere")).stdout
    )


def test_the_current_folder_is_the_default(grade, homework, course, monkeypatch):
    homework()
    monkeypatch.chdir(course / "in")
    assert "100 of 100 points" in grade("check").stdout


def test_a_training_run_at_top_level_costs_nothing(grade, homework):
    assert grade("check", homework(RIGHT + "while True:\n    total([1])\n")).returncode == 0


def test_load_full_runs_the_whole_file(grade, homework):
    text = (
        RIGHT
        + "import math\nmath.answer = 1\n_double = double\nglobals().update(double=lambda x: 7)\n"
    )
    assert grade("check", homework(text), "--load", "full").returncode == 1


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["doctor", "--help"]])
def test_help_is_there_with_an_example(grade, arguments):
    done = grade(*arguments)
    assert done.returncode == 0
    assert "grade" in done.stdout
    assert arguments == ["--help"] or "Example" in done.stdout


def test_students_find_their_commands_first_and_everybody_all(grade):
    text = grade("--help").stdout
    students, others = text.split("For instructors:")
    assert all(f"\n  {name} " in students for name in ("check", "watch", "submit", "doctor"))
    assert all(f"\n  {name} " in others for name in ("batch", "release", "validate"))
    assert {*re.findall(r"(?m)^  (\w+)  +[A-Z]", text)} == {*cli.commands}


@pytest.mark.parametrize("command", [[], ["check"], ["submit"], ["watch"], ["batch"]])
def test_help_in_chinese_breaks_its_lines_as_chinese_does(grade, command):
    text = grade(*command, "--help", "--lang", "zh", COLUMNS="70").stdout
    assert text.startswith("用法：python ")
    described = text.partition("示例：")[0].splitlines()[1:]
    assert max(map(cell_len, described)) <= 80  # the longest list of choices is one word
    assert not [line for line in described if line.lstrip()[:1] in tuple("，。、；：）”")]
    assert not re.search(r"[\u4e00-\u9fff][,:;]", text)


def test_names_in_a_chinese_message_are_listed_as_chinese_does(grade):
    done = grade("check", "-a", "xyz", "--lang", "zh")
    assert "没有叫“xyz”的作业" in done.stderr
    (Path("assignments") / "other").mkdir()
    (Path("assignments") / "other/assignment.toml").touch()
    assert "可选：other、tiny" in grade("check", "-a", "xyz", "--lang", "zh").stderr


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--version"], []),
        (["--help"], ["rich"]),
        (["check", "--help"], ["rich"]),
        (["doctor"], ["rich"]),
    ],
)
def test_what_needs_no_libraries_imports_none(course, arguments, needed):
    program = f"""
import atexit, sys
sys.argv = ["grade", *{arguments}]
slow = ("numpy", "torch", "pytest", "rich", "nbformat", "jinja2", "matplotlib")
atexit.register(lambda: print([name for name in slow if name in sys.modules], file=sys.stderr))
from grader.__main__ import main
main(once_more=False)
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=course)
    assert done.returncode == 0
    imported = set(ast.literal_eval(done.stderr.splitlines()[-1]))
    if "doctor" in arguments and torch.version.cuda:
        needed = [*needed, "torch", "numpy"]  # it asks for GPUs
    assert imported <= {*needed}


def test_version_is_the_packages(grade):
    assert __version__ in grade("--version").stdout


def test_doctor_tells_versions_device_and_tier(grade):
    done = grade("doctor")
    assert done.returncode == 0
    for word in ("gradekit", "torch", "cpu", "isolation    ", "starts and answers"):
        assert word in done.stdout


def in_terminal(command, **variables):
    """Run a command with a terminal as stdout and stderr, and give what it showed."""
    master, slave = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR")} | {
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        **variables,
    }
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    shown = b""
    while True:
        try:
            data = os.read(master, 1 << 16)
        except OSError:
            break
        if not data:
            break
        shown += data
    process.wait(60)
    os.close(master)
    return shown.decode()


# ----------------------------------------------------------------------- several, release, validate


@pytest.fixture
def two(course, write):
    """The tiny course with a second assignment of the same kind, "other", and stubs for both."""
    shutil.copytree(course / "assignments/tiny", course / "assignments/other")
    shutil.copytree(course / "solutions/tiny", course / "solutions/other")
    for name in ("tiny", "other"):
        write(course, {f"assignments/{name}/homework.py": RIGHT})
    return course


def test_in_a_folder_with_several_assignments_each_is_graded(grade, two):
    (two / "assignments/other/homework.py").write_text(
        "def double(x):\n    return 2 * x\n", "utf-8"
    )
    done = grade("check")
    assert done.returncode == 1
    assert len(re.findall(r"^isolation [ABCE] \(", done.stdout, re.MULTILINE)) == 2
    assert done.stdout.splitlines()[-3:] == [
        "other   40/100  1 check to go",
        "tiny   100/100  all checks pass",
        "total  140/200",
    ]


def test_several_in_json_are_one_object(grade, two):
    everything = json.loads(grade("check", "assignments", "--format", "json").stdout)
    assert (everything["schema"], everything["score"], everything["max_score"]) == (1, 200, 200)
    assert [report["assignment"] for report in everything["reports"]] == ["other", "tiny"]
    alone = json.loads(grade("check", "-a", "tiny", "assignments/tiny", "--format", "json").stdout)
    for report in (alone, everything["reports"][1]):
        for check in report["checks"]:
            del check["usage"]  # it differs from run to run
    assert everything["reports"][1] == alone


def test_a_wrong_assignment_is_noticed_before_another_one_is_graded(grade, two, write):
    checks = two / "assignments/other/test_public.py"
    checks.write_text(f"open({str(two / 'ran')!r}, 'w').close()\n" + checks.read_text("utf-8"))
    toml = two / "assignments/tiny/assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace('"double"', '"_double"'))
    done = grade("check")
    assert done.returncode == 3
    assert "cannot be called '_double'" in done.stderr
    assert not (two / "ran").exists()


def test_of_two_outputs_one_is_written_where_the_other_cannot_be(grade, homework, course):
    locked = course / "locked.html"
    locked.write_text("")
    locked.chmod(0o400)
    locked.unlink()
    locked.symlink_to(course / "nowhere" / "page.html")
    done = grade("check", homework(), "--html", locked, "--format", "json", "-o", "out.json")
    assert done.returncode != 0
    assert "--html" in done.stderr
    assert json.loads((course / "out.json").read_text("utf-8"))["score"] == 100


def test_one_check_of_several_assignments_needs_a_name(grade, two):
    done = grade("check", "--check", "test_double")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "grade: which assignment does test_double belong to?",
        "hint: add -a with one of: other, tiny",
    ]


def test_release_makes_the_stubs_and_says_which_changed(grade, course):
    (course / "solutions/tiny/solution.py").write_text(SOLUTION, "utf-8")
    done = grade("release")
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(line).name for line in done.stdout.splitlines()] == [
        "homework.py",
        "homework.ipynb",
        "2 files changed",
    ]
    assert 'raise NotImplementedError("double it")' in (
        course / "assignments/tiny/homework.py"
    ).read_text("utf-8")
    assert grade("release").stdout == "0 files changed\n"


def test_release_of_a_wrong_solution_exits_with_3_and_names_the_line(grade, course):
    (course / "solutions/tiny/solution.py").write_text(
        SOLUTION.replace("# END SOLUTION\n\n", "# END SOLUTON\n\n"), "utf-8"
    )
    done = grade("release", "tiny")
    assert done.returncode == 3
    assert "solution.py, line 11: `# END SOLUTON` looks like a marker, but is none" in done.stderr


def test_release_to_a_folder_writes_a_repository(grade, course, tmp_path):
    (course / "solutions/tiny/solution.py").write_text(SOLUTION, "utf-8")
    done = grade("release", "tiny", "-o", tmp_path / "students")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "students/assignments/tiny/homework.ipynb").is_file()


def test_validate_exits_with_0_where_all_is_well_and_with_3_where_not(grade, course):
    (course / "solutions/tiny/solution.py").write_text(SOLUTION, "utf-8")
    grade("release")
    done = grade("validate")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].split() == ["ok", "tiny", "100", "0", "100", "0"]
    (course / "assignments/tiny/homework.py").write_text(RIGHT, "utf-8")
    done = grade("validate", "tiny")
    assert done.returncode == 3
    assert "tiny: the untouched homework.py gets 40 points on test_double" in done.stdout


@pytest.mark.parametrize("device", ["tpu", "cuda:", "cuda:x", "cpu:0"])
def test_an_unknown_device_is_bad_usage(grade, homework, device):
    done = grade("check", homework(), "--device", device)
    assert done.returncode == 2
    assert "is not one of auto, cpu, cuda, cuda:N" in done.stderr


def test_a_gpu_that_is_not_there_is_bad_usage(grade, homework, course):
    toml = course / "assignments/tiny/assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace('["numpy"]', '["numpy", "torch"]'))
    done = grade("check", homework(), "--device", "cuda:99")
    assert done.returncode == 2
    assert "there is no cuda:99 here" in done.stderr


def test_a_terminal_gets_colour_and_a_progress_bar_unless_it_declines(grade, homework):
    command = [sys.executable, "-m", "grader", "check", str(homework())]
    lively = in_terminal(command)
    assert "\x1b[32m" in lively
    assert "grading" in lively
    assert "tiny" in lively
    for variable in ("NO_COLOR", "CI"):
        still = in_terminal(command, **{variable: "1"})
        assert "\x1b" not in still
        assert "grading" not in still
        assert "100 of 100 points" in still


def test_graded_twice_the_json_is_the_same_but_for_what_was_used(graded, homework):
    path = homework(
        "def double(x):\n    return object()\ndef total(xs):\n    raise ValueError(id(xs))\n"
    )
    assert graded(path) == graded(path)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("tier", ["A", "B", "C", "E"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
@pytest.mark.forks
@pytest.mark.usefixtures("grade")
def test_nothing_is_left_when_grade_is_ended(homework, tmp_path, number, tier):
    if not (finding := probe.probe(Tier(tier))).works:
        pytest.skip(finding.why)
    name = f"left-{os.getpid() % 1000}-{tier}-{number}"
    (tmp_path / "room").mkdir()
    tmp_path.chmod(0o755)
    text = f"""
import ctypes, os, time
def double(x):
    if os.fork() == 0:
        try:
            os.setsid()
        except PermissionError:
            pass
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, b"{name}", 0, 0, 0)
            time.sleep(60)
        os._exit(0)
    time.sleep(60)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "room")}
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "check", str(homework(text)), "--isolation", tier],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        preexec_fn=heed_signals,  # noqa: PLW1509 - there are no threads here
    )
    wait_for(lambda: named(name))
    process.send_signal(number)
    process.wait(30)
    wait_for(lambda: not named(name))
    wait_for(lambda: not list((tmp_path / "room").iterdir()))


@pytest.mark.usefixtures("grade")
def test_what_nohup_started_outlives_its_terminal(homework, tmp_path):
    started, go_on = tmp_path / "started", tmp_path / "go on"
    text = f"""
import os, time
def double(x):
    open({str(started)!r}, "w").close()
    while not os.path.exists({str(go_on)!r}):
        time.sleep(0.05)
    return 2 * x
"""
    command = [
        "nohup",
        sys.executable,
        "-m",
        "grader",
        "check",
        str(homework(text)),
        "--isolation",
        "E",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        wait_for(started.exists)
        process.send_signal(signal.SIGHUP)
        go_on.touch()
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, "40 of 100 points" in stdout) == (1, True), stderr


def named(name):
    """Tell whether a process of this name runs."""
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().strip() == name:
                return True
    return False


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


# ------------------------------------------------------------------------------- formats, and pages

RUNNER = {
    **{name: f"https://example.org/{name}" for name in ("COMMIT_URL", "RELEASE_URL")},
    "CLASSROOM": "dl",
    "ASSIGNMENT": "tiny",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/1",
}


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        ("junit", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("gradescope", '{\n "score": 40.0'),
        ("classroom50", '{\n "schema": "classroom50/result/v1"'),
        ("prairielearn", '{\n "gradable": true'),
    ],
)
def test_a_platforms_format_is_all_that_is_printed_and_changes_no_exit_code(
    grade, homework, form, begin
):
    done = grade(
        "check", homework("def double(x):\n    return 2 * x\n"), "--format", form, **RUNNER
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(begin)


def test_a_job_on_github_gets_annotations_and_a_summary(grade, homework, course, tmp_path):
    homework(
        "import os\n"
        "def double(x):\n"
        "    return 3 * x\n"
        "def total(xs):\n"
        "    raise ValueError(sorted(os.environ))\n"
    )
    variables = {
        "GITHUB_TOKEN": "secret",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(course),
        "CI": "true",
    }
    summary = tmp_path / "summary.md"
    done = grade(
        "check",
        "in",
        "--format",
        "github",
        "--isolation",
        "E",
        GITHUB_STEP_SUMMARY=str(summary),
        **variables,
    )
    assert done.returncode == 1
    annotations = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert [line.split(",title")[0] for line in annotations] == [
        "::error file=in/homework.py,line=2",
        # A hidden check names no line: what raised had seen its inputs.
        "::error file=in/homework.py",
    ]
    assert "GITHUB" not in done.stdout
    assert summary.read_text("utf-8").startswith("## tiny\n")


def test_what_a_submission_sees_of_the_environment_is_no_secret_of_a_job(grade, homework):
    homework("import os\ndef double(x):\n    raise ValueError(sorted(os.environ))\n")
    done = grade(
        "check",
        "in",
        "--isolation",
        "E",
        GITHUB_TOKEN="secret",
        GITHUB_OUTPUT="/tmp/out",
        RUNNER_TEMP="/tmp",
    )
    assert "raises ValueError: ['" in done.stdout
    assert not re.search("GITHUB|RUNNER|secret", done.stdout)


def test_a_format_that_needs_more_says_so_before_anything_is_graded(grade, homework):
    done = grade("check", homework(), "--format", "classroom50", CLASSROOM="dl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs the environment variables ASSIGNMENT, OWNER" in done.stderr


def test_a_format_of_one_report_takes_no_folder_of_several(grade, course):
    shutil.copytree(course / "assignments/tiny", course / "assignments/other")
    done = grade("check", "--format", "gradescope")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--format gradescope takes one assignment" in done.stderr


def test_a_page_is_written_beside_what_is_printed(grade, homework, course):
    done = grade("check", homework(), "--html", "report.html")
    assert "100 of 100 points" in done.stdout
    page = (course / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<title>Tiny</title>" in page


@pytest.mark.parametrize("option", ["-o", "--html"])
def test_a_file_in_no_folder_is_refused_before_anything_is_graded(grade, homework, option):
    done = grade("check", homework(), option, "nowhere/report")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"hint: {option} must name a file in a folder that exists" in done.stderr


@pytest.mark.parametrize("option", ["-o", "--html"])
def test_a_folder_in_the_place_of_a_file_gives_a_clear_message(grade, homework, option):
    done = grade("check", homework(), option, ".")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "grade: cannot write .: it is a folder" in done.stderr


@pytest.mark.parametrize("option", ["-o", "--html"])
def test_a_homework_is_not_overwritten(grade, homework, option):
    file = homework()
    done = grade("check", file, option, file)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"grade: {option} would overwrite {file}" in done.stderr
    assert file.read_text("utf-8") == RIGHT


def test_two_outputs_need_two_files(grade, homework):
    done = grade("check", homework(), "-o", "a.html", "--html", "./a.html")
    assert (done.returncode, done.stderr) == (2, "grade: -o and --html name the same file\n")


def test_a_job_whose_summary_cannot_be_written_shows_its_report_anyway(grade, homework):
    done = grade(
        "check", homework(), "--format", "github", GITHUB_STEP_SUMMARY="/nowhere/summary.md"
    )
    assert done.returncode == 0
    assert "100 of 100 points" in done.stdout
    assert done.stderr == "note: cannot write /nowhere/summary.md: No such file or directory\n"


def test_without_matplotlib_a_page_is_refused_before_anything_is_graded(grade, homework, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['matplotlib'] = None")
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", homework(), "--html", "report.html"],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "pages need matplotlib, which is not installed\nhint: pip install 'gradekit[html]'"
        in done.stderr
    )
