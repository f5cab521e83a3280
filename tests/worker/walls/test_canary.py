"""The canary does what it can, and reports it."""

import os
import socket
import subprocess

from grader.worker.control import Canary
from grader.worker.walls import canary


def test_without_isolation_every_attempt_succeeds(tmp_path):
    (tmp_path / "secret").write_text("x")
    name = f"gradekit-test-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as network, socket.socket(socket.AF_UNIX) as local:
        local.bind(f"\0{name}")
        local.listen()
        with subprocess.Popen(["sleep", "60"]) as sibling:
            bait = Canary(str(tmp_path / "secret"), network.getsockname()[1], name, sibling.pid)
            assert canary.could(bait) == ["read", "connect", "reach", "signal"]
            assert sibling.wait() == -15


def test_attempts_on_what_does_not_exist_fail(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as network:
        port = network.getsockname()[1]
    with subprocess.Popen(["true"]) as gone:
        pass
    assert canary.could(Canary(str(tmp_path / "none"), port, "gradekit-none", gone.pid)) == []


def test_it_prints_what_it_could_do(monkeypatch, capsys):
    monkeypatch.setattr(canary, "could", lambda _: ["read"])
    canary.serve(Canary("", 0, "", 0))(None, None)
    assert capsys.readouterr().out == f"{canary.TRIED} read"
