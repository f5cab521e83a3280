"""A small world to attack: a course with secrets in it, a home, other students' work, listeners,
and a bystander.

What stands between at signs in the attacks and in the course (``@ROOT@``, ``@MARK@``) is put in
here.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import grader

HERE = Path(__file__).parent
PLACES = (
    "/",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev/mqueue",
    "/run",
    "/etc/cron.d",
    "/var/spool/cron/crontabs",
)
IPC = ("/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem", "/proc/keys")
_WAIT_S = 10.0


@dataclass(frozen=True)
class Attack:
    """A submission that does something that it must not do, and the header that says what it
    deserves.

    Attributes:
        deserves: the points of what is right in it.
        checks: the only ones that are run; none for all.
        in_e: what tier E lets it do; "" where that is no more than the others do.
    """

    file: Path
    what: str
    deserves: float
    assignment: str
    checks: tuple[str, ...]
    in_e: str

    @classmethod
    def read(cls, file):
        """Read the header."""
        what, *lines = file.read_text("utf-8").split('"""')[1].strip().splitlines()
        fields = dict(
            re.findall(r"^(deserves|assignment|checks|in E): (.+)$", "\n".join(lines), re.MULTILINE)
        )
        name, checks = fields.get("assignment", "target"), tuple(fields.get("checks", "").split())
        return cls(file, what, float(fields["deserves"]), name, checks, fields.get("in E", ""))

    @property
    def is_dishonest(self):
        """Whether it keeps to its process and only gives what is not its own work."""
        return self.file.parent.name == "dishonest"

    @property
    def name(self):
        """Its family and its name."""
        return str(self.file.relative_to(HERE / "submissions").with_suffix(""))


ATTACKS = [Attack.read(file) for file in sorted((HERE / "submissions").glob("*/*.py"))]


class Arena:
    """The world, while it stands.

    Attributes:
        root: the folder with all that must stay secret and unchanged; whoever is not walled in
            could read and write it.
        secret: stands in each file there, in the bystander's environment and in ours.
        proof: what an attack says when it could do what it must not.
        mark: what an attack names what it leaves, files and processes; short enough for a process.
    """

    def __init__(self):
        self.secret = f"gradekit-secret-{secrets.token_hex(8)}"
        self.proof = f"gradekit-proof-{secrets.token_hex(8)}"
        self.mark = f"gk{secrets.token_hex(6)}"
        self._undo = contextlib.ExitStack()
        self.root = Path(tempfile.mkdtemp(prefix="arena-"))
        self._undo.callback(shutil.rmtree, self.root)
        self._listen()
        self._furnish()
        self.bystander = self._start_bystander()
        self._before = self._state()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end_bystander()
        self._undo.close()

    def put_in(self, text):
        """Fill in what stands between at signs."""
        tcp, udp = (line.getsockname()[1] for line in self._listeners[:2])
        words = {
            "ROOT": self.root,
            "MARK": self.mark,
            "PROOF": self.proof,
            "SECRET": self.secret,
            "PID": os.getpid(),
        }
        words |= {"BYSTANDER": self.bystander.pid, "ABSTRACT": self.mark, "TCP": tcp, "UDP": udp}
        for word, value in words.items():
            text = text.replace(f"@{word}@", str(value))
        return text

    # ---------------------------------------------------------------------------- what became of it

    def told(self):
        """What reached a listener."""
        found = []
        for line in self._listeners:
            with contextlib.suppress(BlockingIOError):
                if line.type == socket.SOCK_STREAM:
                    line.accept()[0].close()
                    found.append("a connection was made")
                else:
                    found.append(f"received {line.recv(1000)!r}")
        return found

    def changed(self):
        """What is no longer as it was, and is made so again."""
        found = [f"the bystander: {fault}" for fault in self._faults_of_bystander()]
        if found:
            self._end_bystander()
            self.bystander = self._start_bystander()
        now = self._state()
        found += [
            f"{name} changed"
            for name in now.keys() | self._before.keys()
            if now.get(name) != self._before.get(name)
        ]
        if now != self._before:
            self._furnish()
            self._before = self._state()
        return found

    def left(self):
        """What an attack left behind, which is removed."""
        homes = (Path.home(), Path.home() / ".config/systemd/user")
        pythons = (Path(grader.__file__).parent, Path(os.__file__).parent, *map(Path, sys.path))
        found = []
        for folder in {*map(Path, PLACES), *homes, *pythons, self.root}:
            with contextlib.suppress(OSError):
                for path in folder.glob(f"*{self.mark}*"):
                    found.append(f"left {path}")
                    path.unlink()
        end = time.monotonic() + _WAIT_S
        while (pids := self._marked()) and time.monotonic() < end:
            time.sleep(0.05)
        for pid in pids:
            found.append(f"left process {pid}")
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        return found

    # ---------------------------------------------------------------------------------- the makings

    def _listen(self):
        def bound(family, kind, address):
            line = self._undo.enter_context(socket.socket(family, kind))
            line.bind(address)
            line.setblocking(False)
            if kind == socket.SOCK_STREAM:
                line.listen()
            return line

        self._listeners = [
            bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            bound(socket.AF_UNIX, socket.SOCK_STREAM, str(self.root / "socket")),
            bound(socket.AF_UNIX, socket.SOCK_DGRAM, str(self.root / "datagrams")),
            bound(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}"),
            bound(socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{self.mark}"),
        ]

    def _furnish(self):
        """Write all files anew: everyone may read and change them, by their modes."""
        files = self.root
        for old in files.iterdir():
            shutil.rmtree(old) if old.is_dir() else None if old.is_socket() else old.unlink()
        shutil.copytree(HERE / "course", files / "course")
        for name in (
            "home/secret.txt",
            "cache/secret.json",
            "gradebook.sqlite",
            "bystander.txt",
            "for_root_alone",
        ):
            (files / name).parent.mkdir(exist_ok=True)
            (files / name).write_text(self.secret)
        (files / "submissions/other").mkdir(parents=True)
        (files / "submissions/other/homework.py").write_text(f"# {self.secret}\n")
        for file in (files / "course").rglob("*.py"):
            file.write_text(self.put_in_secret(file.read_text("utf-8")), "utf-8")
        git = [
            "git",
            "-C",
            str(files / "course"),
            "-c",
            "user.name=author",
            "-c",
            "user.email=author@example.org",
        ]
        for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", self.secret]):
            subprocess.run([*git, *command], check=True, capture_output=True)
        for path in (files, *files.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        (files / "for_root_alone").chmod(0o600)

    def put_in_secret(self, text):
        return text.replace("@SECRET@", self.secret)

    def _start_bystander(self):
        words = [sys.executable, "-c", "import time; time.sleep(3600)", self.secret]
        return subprocess.Popen(
            words, env={"SECRET": self.secret}, cwd=self.root / "home", start_new_session=True
        )

    def _end_bystander(self):
        self.bystander.kill()
        self.bystander.wait()

    def _faults_of_bystander(self):
        pid = self.bystander.pid
        if self.bystander.poll() is not None:
            return ["was ended"]
        status = Path(f"/proc/{pid}/status").read_text()
        with contextlib.suppress(OSError):  # as for ourselves, who have started it
            return [
                name
                for name, (own, its) in {
                    "was stopped or traced": ("S", status.partition("State:")[2].split()[0]),
                    "is traced": ("0", status.partition("TracerPid:")[2].split()[0]),
                    "has another priority": [
                        os.getpriority(os.PRIO_PROCESS, one) for one in (0, pid)
                    ],
                    "has other cores": [os.sched_getaffinity(one) for one in (0, pid)],
                    "has another scheduler": [os.sched_getscheduler(one) for one in (0, pid)],
                    "has other limits": [
                        Path(f"/proc/{one}/limits").read_text() for one in ("self", pid)
                    ],
                }.items()
                if own != its
            ]
        return ["cannot be looked at"]

    def _state(self):
        """The files of the world, of the grader and of Python, and the kernel's objects."""
        found = {}
        for path in self.root.rglob("*"):
            status = path.lstat()
            found[str(path)] = (status.st_mode, status.st_uid, status.st_size, status.st_mtime_ns)
        for path in Path(grader.__file__).parent.rglob("*.py"):
            found[str(path)] = path.stat().st_mtime_ns
        for file in IPC:
            with contextlib.suppress(OSError):
                found[file] = [
                    line
                    for line in Path(file).read_text().splitlines()
                    if "0x00006772" in line or self.mark in line
                ]
        return found

    def _marked(self):
        """Processes that call themselves by the mark."""
        found = []
        for path in Path("/proc").glob("[0-9]*/comm"):
            with contextlib.suppress(OSError):
                if self.mark in path.read_text():
                    found.append(int(path.parent.name))
        return found
