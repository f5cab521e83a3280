"""`grade watch`, as a student uses it at a terminal: saves, keys, Ctrl-C."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest
from tools import ROOT

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef total(xs):\n    return sum(2 * x for x in xs)\n"
WRONG = RIGHT.replace("return 2 * x", "return 3 * x", 1)
SLOW = "import time\n\n\ndef double(x):\n    time.sleep(60)\n"
PATIENCE_S = 60


class Terminal:
    """A terminal with `grade watch` in it."""

    def __init__(self, folder, *arguments):
        ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
        for name in ("CI", "NO_COLOR"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._terminal = ours
        self._seen = ""

    def shows(self, *words):
        """Wait for a screen that holds these words, and return it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            screen = self._seen.rpartition("\x1b[2J")[2]
            if all(word in screen for word in words) and "q quit" in screen:
                return screen
            if not self._read():
                break
        raise AssertionError((words, self._seen[-3000:]))

    def starts(self, word):
        """Wait for a word on the bar of a grading that has begun."""
        end = time.monotonic() + PATIENCE_S
        while word not in self._seen:
            assert time.monotonic() < end, self._seen[-3000:]
            self._read()

    def forget(self):
        self._seen = ""

    def press(self, key):
        os.write(self._terminal, key.encode())

    def end(self):
        """Wait for the end, and return the exit code."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < end:
            self._read()
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)
        return self.process.returncode

    def _read(self):
        ready, _, _ = select.select([self._terminal], [], [], 0.1)
        if ready:
            try:
                data = os.read(self._terminal, 1 << 16)
            except OSError:
                return False
            self._seen += re.sub(r"\x1b\[[0-9;]*m", "", data.decode("utf-8", "replace"))
        return True


@pytest.fixture
def file(course):
    (course / "in").mkdir()
    path = course / "in" / "homework.py"
    path.write_text(WRONG)
    return path


@pytest.fixture
def watching(course, file):
    terminals = []

    def make(*arguments):
        terminals.append(Terminal(course, file, "-a", "tiny", *arguments))
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
    screen = terminal.shows("100 of 100 points")
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
    file.write_text(RIGHT[:15])
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
    assert "total adds up" not in terminal.shows("0 of 40 points")
    terminal.forget()
    terminal.press("a")
    assert "total adds up" in terminal.shows("60 of 100 points")


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
