"""`grade watch`, as a student uses it at a terminal: saves, keys, Ctrl-C."""

import os
import signal
import subprocess
import sys
import time

import pytest
from terminal import PATIENCE_S, Terminal
from tools import ROOT

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
WRONG = RIGHT.replace("return 2 * x", "return 3 * x", 1)
SLOW = "import time\n\n\ndef double(x):\n    time.sleep(60)\n"


@pytest.fixture
def file(course):
    (course / "in").mkdir()
    path = course / "in" / "homework.py"
    path.write_text(WRONG)
    return path


@pytest.fixture
def watching(course, file):
    terminals = []

    def make(*arguments, folder=course, path=file):
        terminals.append(Terminal(folder, path, "-a", "tiny", *arguments))
        return terminals[-1]

    yield make
    for terminal in terminals:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.process.wait()


def test_each_save_is_graded_in_the_place_of_the_last_and_q_ends_it(watching, file):
    terminal = watching()
    screen = terminal.shows("FAIL", "next: double doubles", "double(x=3)")
    assert "60 of 100 points" in screen

    file.write_text(RIGHT)
    screen = terminal.shows("All checks here pass.", "100 of 100 points")
    assert "next:" not in screen
    terminal.press("q")
    assert terminal.end() == 0


def test_a_file_that_an_editor_replaces_is_seen(watching, file):
    terminal = watching()
    terminal.shows("60 of 100 points")
    other = file.with_name(".homework.py.tmp")
    other.write_text(RIGHT)
    other.replace(file)
    terminal.shows("100 of 100 points")


def test_a_half_written_file_is_shown_as_such_and_the_next_save_is_graded(watching, file):
    terminal = watching()
    terminal.shows("60 of 100 points")
    file.write_text(RIGHT[:12])
    terminal.shows("cannot be parsed", "    def double(x", "^")
    file.unlink()
    terminal.shows("homework.py")
    file.write_text(RIGHT)
    terminal.shows("100 of 100 points")


def test_the_next_save_interrupts_a_grading(watching, file):
    file.write_text(SLOW)
    terminal = watching()
    terminal.starts("double doubles")
    time.sleep(1)
    file.write_text(RIGHT)
    terminal.shows("100 of 100 points")
    file.write_text(WRONG)
    terminal.shows("60 of 100 points")


def test_keys_grade_all_again_and_one_function_alone(watching):
    terminal = watching()
    assert "total adds up" in terminal.shows("60 of 100 points")
    terminal.forget()
    terminal.press("f")
    assert "total adds up" not in terminal.shows("0 of 40 points", "· only double ·")
    terminal.forget()
    terminal.press("a")
    screen = terminal.shows("60 of 100 points")
    assert "total adds up" in screen
    assert "only double" not in screen


def test_a_key_goes_from_one_function_that_is_to_be_mended_to_the_next(watching, file):
    file.write_text(WRONG.replace("2 *", "4 *"))
    terminal = watching()
    terminal.shows("0 of 100 points")
    for function in ("double", "total", "double"):
        terminal.forget()
        terminal.press("f")
        terminal.shows(f"only {function}")
    terminal.forget()
    file.write_text(RIGHT.replace("sum(2 *", "sum(4 *"))
    terminal.shows("All checks here pass.", "40 of 40 points", "only double")
    for function in ("total", "total"):
        terminal.forget()
        terminal.press("f")
        terminal.shows("0 of 60 points", f"only {function}")


def test_the_file_is_named_that_is_graded_in_the_current_folder(watching, file):
    terminal = watching(folder=file.parent, path=".")
    terminal.shows("watching homework.py · q quit")
    file.unlink()
    terminal.shows("in holds no homework.py", "watching in · q quit")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("end", ["q", signal.SIGTERM, signal.SIGHUP])
def test_the_page_that_a_key_opens_is_removed_at_the_end(watching, tmp_path, monkeypatch, end):
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    monkeypatch.setenv("BROWSER", "true")
    terminal = watching()
    terminal.shows("60 of 100 points")
    for _press in range(2):
        terminal.press("h")
    stop_s = time.monotonic() + PATIENCE_S
    while not [*room.glob("*/tiny.html")]:
        assert time.monotonic() < stop_s
        time.sleep(0.1)
    assert len([*room.glob("gradekit-page-*")]) == 1
    terminal.press("q") if end == "q" else os.kill(terminal.process.pid, end)
    terminal.end()
    assert not [*room.glob("gradekit-page-*")]


@pytest.mark.parametrize("when", ["idle", "grading"])
def test_ctrl_c_ends_it(watching, file, when):
    if when == "grading":
        file.write_text(SLOW)
    terminal = watching()
    if when == "grading":
        terminal.starts("double doubles")
        time.sleep(1)
    else:
        terminal.shows("60 of 100 points")
    os.kill(terminal.process.pid, signal.SIGINT)
    assert terminal.end() == 0


def test_without_a_terminal_reports_follow_each_other(course, file):
    command = [sys.executable, "-m", "grader", "watch", str(file), "-a", "tiny"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=course, env=environment, text=True, **streams) as process:
        said = [process.stdout.readline() for _line in range(3)]
        while "watching" not in said[-1]:
            said.append(process.stdout.readline())
        assert "\x1b" not in "".join(said)
        assert "60 of 100 points" in "".join(said)
        file.write_text(RIGHT)
        while "100 of 100 points" not in said[-1]:
            said.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    "arguments",
    [["--format", "json"], ["-o", "x.txt"], ["--html", "x.html"], ["--for", "instructor"]],
)
def test_what_is_for_one_report_is_refused(grade, homework, arguments):
    done = grade("check", "--watch", homework(), "-a", "tiny", *arguments)
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


@pytest.mark.parametrize("command", [["watch"], ["check", "--watch"]])
def test_a_check_that_no_save_can_bring_ends_it(grade, homework, command):
    done = grade(*command, homework(), "-a", "tiny", "--check", "doubel")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean double?" in done.stderr
