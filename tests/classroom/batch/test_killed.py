"""kill -9 at any moment, of any process.

What was said to be graded is, and the same command goes on.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from classroom.batch.conftest import QUICK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]
MARK = "GRADEKIT_TEST_OF"
NUMBER = 16
MOMENTS = 20


def test_the_command_at_twenty_moments(klass, command, batch, outcome, book):
    folder = klass(NUMBER)
    started = time.monotonic()
    assert batch(folder, "--gradebook", "undisturbed.sqlite").returncode == 0
    whole = time.monotonic() - started
    undisturbed = outcome("undisturbed.sqlite")
    assert len(undisturbed) == NUMBER
    rng = random.Random(20261125)
    cut = 0
    for moment in range(MOMENTS):
        name = f"killed{moment}.sqlite"
        said = killed(command(*arguments(folder, name)), rng.uniform(0, whole))
        if (folder.parent / name).exists():
            with book(name) as open_book:
                assert said <= {row["key"] for row in graded(open_book)}, f"moment {moment}"
                cut += len(graded(open_book)) < NUMBER
        done = batch(folder, "--gradebook", name)
        assert done.returncode == 0, done.stderr
        assert outcome(name) == undisturbed, f"moment {moment}"
        with book(name) as open_book:
            assert len(graded(open_book)) == NUMBER
    assert cut >= 3  # of the moments, some were in the middle of it, however slow the machine is
    assert_nothing_runs(folder)


def test_any_process_of_it_at_random(klass, command, batch, outcome, book):
    """What examiners, warm processes and submissions leave when they are killed costs at most
    themselves.
    """
    folder = klass(NUMBER)
    rng = random.Random(7)
    words, options = command(*arguments(folder, "killed.sqlite"))
    with subprocess.Popen(
        words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **options
    ) as process:
        while process.poll() is None:
            time.sleep(rng.uniform(0.1, 0.4))
            victims = descendants(process.pid)
            if victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(rng.choice(victims), signal.SIGKILL)
    assert process.returncode in (0, 3)
    done = batch(folder, "--gradebook", "killed.sqlite")
    assert done.returncode == 0, done.stderr
    with book("killed.sqlite") as open_book:
        assert len(graded(open_book)) == NUMBER
    assert set(outcome("killed.sqlite")) == {
        f"s{n:03}{QUICK[n % len(QUICK)]}" for n in range(NUMBER)
    }


def test_two_instructors_at_once_leave_one_result_each(klass, command, outcome, book, batch):
    folder = klass(NUMBER)
    batch(folder, "--gradebook", "undisturbed.sqlite")
    words, options = command(*arguments(folder, "both.sqlite"))
    both = [
        subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **options)
        for _ in range(2)
    ]
    for process in both:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert outcome("both.sqlite") == outcome("undisturbed.sqlite")
    with book("both.sqlite") as open_book:
        assert len(graded(open_book)) == NUMBER


def arguments(folder, name):
    return ("batch", folder, "-a", "tiny", "--isolation", "E", "--jobs", "2", "--gradebook", name)


def killed(words_and_options, after):
    """Start a command, kill it after so many seconds, and return the students it said are graded."""
    words, options = words_and_options
    options["env"][MARK] = str(options["cwd"] / "submissions")
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **options
    ) as process:
        time.sleep(after)
        process.kill()
        said = process.stderr.read()
    return set(re.findall(r"^\d+/\d+ (\w+): \d", said, re.MULTILINE))


def graded(book):
    return book._store.rows(
        "SELECT key FROM gradings JOIN submissions ON submissions.id = submission"
        " JOIN students ON students.id = student WHERE current AND report IS NOT NULL"
    )


def descendants(pid):
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True
    ).stdout.split()[2:]
    children = {}
    for child, parent in zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True):
        children.setdefault(parent, []).append(child)
    found, more = [], [pid]
    while more:
        below = children.get(more.pop(), [])
        found += below
        more += below
    return found


def assert_nothing_runs(folder):
    """What was started for a command that was killed ends by itself.

    Examiners have its environment.
    """
    mark = f"{MARK}={folder}".encode()
    end = time.monotonic() + 30
    while any(mark in environment(process) for process in Path("/proc").glob("[0-9]*")):
        assert time.monotonic() < end, "processes are left"
        time.sleep(0.2)


def environment(process):
    try:
        return (process / "environ").read_bytes()
    except OSError:  # it ended meanwhile
        return b""
