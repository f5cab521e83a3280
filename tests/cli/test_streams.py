"""Output that cannot be written.

One clear line and an exit code, and nothing is lost that need not be.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cli.conftest import RIGHT
from tools import ROOT

from grader.cli import streams

FULL = (
    "grade: cannot write the output: No space left on device\n"
    "hint: is the disk full, or are you not allowed to write the file?\n"
)
LEFT = "grade: the output was closed before all of it was written\n"
needs_full_device = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no /dev/full"
)


@pytest.fixture(params=["buffered", "unbuffered"])
def run(request, course, write):
    """Run `grade` in the tiny course, with its streams as a shell would lead them."""
    write(
        course,
        {
            "in/homework.py": RIGHT,
            "in/作业.py": RIGHT,
            "class/ada.py": RIGHT,
            "class/bob.py": RIGHT,
        },
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment |= {"PYTHONPATH": str(ROOT)} | (
        {"PYTHONUNBUFFERED": "1"} if request.param == "unbuffered" else {}
    )

    def run(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=None, **variables):
        command = [sys.executable, "-m", "grader", *words]
        ways = {
            "stdin": subprocess.DEVNULL,
            "stdout": stdout,
            "stderr": stderr,
            "preexec_fn": preexec_fn,
        }
        shell = {
            "cwd": course,
            "env": environment | variables,
            "encoding": "utf-8",
            "errors": "replace",
        }
        return subprocess.run(command, timeout=120, check=False, **shell, **ways)

    return run


@pytest.fixture
def full():
    with Path("/dev/full").open("w") as file:
        yield file


@pytest.fixture
def left():
    """A pipe whose reader has left."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


COMMANDS = [
    ("check", "in/homework.py", "-a", "tiny", "--isolation", "E"),
    ("check", "in/homework.py", "-a", "tiny", "--isolation", "E", "--format", "json"),
    ("check", "--help"),
    ("--version",),
    ("doctor",),
]


@needs_full_device
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_clear_line(run, full, words):
    done = run(*words, stdout=full)
    assert (done.returncode, done.stderr) == (2, FULL)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_who_left_is_one_clear_line(run, left, words):
    done = run(*words, stdout=left)
    assert (done.returncode, done.stderr) == (2, LEFT)


@needs_full_device
def test_a_full_disk_under_a_file_is_one_clear_line(run):
    done = run(*COMMANDS[0], "-o", "/dev/full")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("grade: cannot write /dev/full: No space left on device\n")


@needs_full_device
@pytest.mark.parametrize(
    "words", [("check", "nowhere.py"), ("check", "--odd"), ("nothing",)], ids=" ".join
)
def test_without_any_output_the_exit_code_reports_the_failure(run, full, words):
    done = run(*words, stderr=full)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("lost", ["full", "left"])
def test_a_class_is_graded_to_its_end_where_messages_cannot_be_written(run, request, lost):
    if lost == "full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    done = run(
        "batch", "class", "-a", "tiny", "--isolation", "E", stderr=request.getfixturevalue(lost)
    )
    assert done.returncode == 2
    assert done.stdout.startswith("2 students: 2 graded,")


def closing(*descriptors):
    """For ``preexec_fn``, as a shell's `>&-`."""
    return lambda: [os.close(descriptor) for descriptor in descriptors]


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_closed_streams_that_nothing_goes_to_cost_nothing(run, closed, tmp_path):
    done = run(*COMMANDS[0], "-o", str(tmp_path / "report.txt"), preexec_fn=closing(*closed))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "100 of 100 points" in (tmp_path / "report.txt").read_text("utf-8")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_closed_output_is_one_clear_line(run, words):
    done = run(*words, preexec_fn=closing(1))
    assert done.returncode == 2
    assert done.stderr.startswith("grade: cannot write the output: Bad file descriptor\n")


def test_closed_messages_show_in_the_exit_code(run):
    assert run("check", "nowhere.py", preexec_fn=closing(2)).returncode == 2
    done = run("batch", "class", "-a", "tiny", "--isolation", "E", preexec_fn=closing(2))
    assert (done.returncode, done.stdout[:22]) == (2, "2 students: 2 graded, ")


def test_a_page_is_written_where_the_output_cannot_be(run, left, tmp_path):
    assert run(*COMMANDS[0], "--html", str(tmp_path / "page.html"), stdout=left).returncode == 2
    assert "100" in (tmp_path / "page.html").read_text("utf-8")


@needs_full_device
def test_the_output_is_written_where_a_page_cannot_be(run):
    done = run(*COMMANDS[0], "--html", "/dev/full")
    assert done.returncode == 2
    assert "100 of 100 points" in done.stdout
    assert done.stderr == FULL.replace("the output", "/dev/full")


@pytest.mark.parametrize("kind", [streams._Output, streams.Messages])
def test_a_pipe_that_does_not_block_is_waited_for(kind, monkeypatch):
    """Programs in other languages make such pipes, and share them."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    full, waits = 0, threading.Event()
    with contextlib.suppress(BlockingIOError):
        while True:
            full += os.write(writer, b"." * 4096)
    select = streams.select.select
    monkeypatch.setattr(streams.select, "select", lambda *files: waits.set() or select(*files))
    with os.fdopen(reader, "rb") as pipe, kind(writer, "w") as stream, ThreadPoolExecutor() as pool:
        written = pool.submit(stream.write, b"the end")
        assert waits.wait(60)
        assert pipe.read(full) == b"." * full
        assert written.result() == 7
        assert pipe.read(7) == b"the end"


def test_an_encoding_that_lacks_a_letter_costs_only_that_letter(run):
    done = run(*COMMANDS[0], "--lang", "zh", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "? 100 ?" in done.stdout


def test_what_programs_read_is_utf_8_in_any_encoding(run):
    done = run(*COMMANDS[1], "--lang", "zh", PYTHONIOENCODING="latin-1")
    assert "\u5f97" not in done.stdout
    assert json.loads(done.stdout)["checks"][0]["title"] == "double doubles"
