"""A class on a Dask cluster.

A real scheduler, two real workers, one of which is killed half-way.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from classroom.batch.conftest import ROOT

pytest.importorskip("distributed", reason="Dask is an extra: pip install 'gradekit[cluster]'")


class Cluster:
    """A scheduler and its workers on this machine, over loopback."""

    def __init__(self, folder, stack):
        self._folder, self._stack = folder, stack
        self._file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", self._file, "--no-dashboard")
        end = time.monotonic() + 60
        # It is there before all of it is written.
        while not self._file.exists() or not self._file.read_text().rstrip().endswith("}"):
            assert time.monotonic() < end
            time.sleep(0.1)
        self.address = json.loads(self._file.read_text())["address"]
        self.workers = []

    def add_worker(self):
        number = len(self.workers)
        space = self._folder / f"worker{number}"
        self.workers.append(
            self._start(
                "worker",
                self.address,
                "--nthreads",
                "1",
                "--no-dashboard",
                "--local-directory",
                space,
            )
        )

    def wait_for_workers(self):
        words = (
            f"from distributed import Client; "
            f"Client({self.address!r}).wait_for_workers({len(self.workers)}, 60)"
        )
        subprocess.run([sys.executable, "-c", words], check=True, timeout=120)

    def _start(self, what, *arguments):
        environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "error"}
        command = [
            sys.executable,
            "-m",
            "distributed.cli.dask_" + what,
            "--host",
            "127.0.0.1",
            *map(str, arguments),
        ]
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._stack.callback(self._end, process)
        return process

    def _end(self, process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        yield Cluster(folder, stack)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_gradebook(
    cluster, klass, command, batch, outcome
):
    folder = klass(40)
    batch(folder, "--gradebook", "local.sqlite")
    for _ in range(2):
        cluster.add_worker()
    cluster.wait_for_workers()
    words, options = command(
        *("batch", folder, "-a", "tiny", "--isolation", "E", "--gradebook", "cluster.sqlite"),
        *("--scheduler", cluster.address),
    )
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, **options
    ) as process:
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith("12/40"):
                os.killpg(cluster.workers[0].pid, signal.SIGKILL)
        assert process.wait(120) == 0, said
    assert "on the cluster tcp://127.0.0.1" in said
    assert len(set(re.findall(r"^\d+/40 (\w+): \d", said, re.MULTILINE))) == 40
    assert outcome("cluster.sqlite") == outcome("local.sqlite")
    done = batch(folder, "--gradebook", "cluster.sqlite")
    assert "0 hand-ins to grade, 40 up to date" in done.stderr


def test_a_refusal_there_is_one_here(cluster, klass, run, course):
    cluster.add_worker()
    (course / "solutions/tiny/test_hidden.py").write_text("def test_nothing(:\n")
    done = run("batch", klass(2), "-a", "tiny", "--isolation", "E", "--scheduler", cluster.address)
    assert done.returncode == 3
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_scheduler_gives_a_clear_message(klass, run):
    done = run("batch", klass(1), "-a", "tiny", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "no Dask scheduler at tcp://127.0.0.1:1" in done.stderr
    assert "hint: start one with `dask scheduler`" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scheduler_without_workers_gives_a_clear_message(cluster, klass, run):
    done = run("batch", klass(1), "-a", "tiny", "--scheduler", cluster.address)
    assert done.returncode == 2
    assert "has no workers" in done.stderr
