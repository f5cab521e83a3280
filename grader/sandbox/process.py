"""Start a warm process in a tier, and end it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import tempfile
from pathlib import Path

import msgspec

from grader.errors import SandboxError
from grader.language import _
from grader.results import Tier
from grader.sandbox import bubblewrap, view
from grader.sandbox.forker import LostError, Server
from grader.worker.control import Canary, Setup
from grader.worker.walls import folder
from grader.worker.walls.namespaces import TEMPORARY

_START_S = 180.0
_END_S = 20.0
_FIRST_USER, _USERS = (
    61184,
    4336,
)  # ids that systemd sets apart for users who exist while a service runs


class WarmProcess:
    """A Python that has imported what submissions need, and that forks.

    Args:
        preload: modules to import.
        device: "cpu" or a CUDA device.
        autograd: whether torch's autograd works.
        canary: it imports nothing, and its children try what they must not be able to do.

    Attributes:
        server: the line to it.
        home: where children's folders are made; None in a jail, where the other side makes them.
        user: the user id that submissions run with, where the examiner is root.
    """

    def __init__(
        self,
        preload: list[str],
        device: str,
        tier: Tier,
        *,
        autograd: bool,
        canary: Canary | None = None,
    ) -> None:
        jailed = tier in (Tier.A, Tier.B)
        gpu = device != "cpu"
        self.home = None if jailed else Path(tempfile.mkdtemp(prefix="gradekit-"))
        self.user = _user() if tier is not Tier.E and os.geteuid() == 0 else None
        if self.home and self.user is not None:
            self.home.chmod(0o711)  # each child's folder will be that user's
        setup = Setup(
            preload=preload,
            autograd=autograd,
            tier=tier.value,
            readable=[] if tier is Tier.E else view.readable(device),
            devices=[] if tier is Tier.E else view.devices(device),
            user=self.user,
            home=str(self.home or ""),
            gpu=gpu,
            canary=canary,
        )
        jail = (
            bubblewrap.command(tier.value, setup.readable, setup.devices, gpu=gpu) if jailed else []
        )
        ours, theirs = socket.socketpair()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with it
        with theirs:
            told = msgspec.json.encode(setup).decode()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                    [*jail, *view.command("grader.worker.__main__", theirs.fileno(), told)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._stderr,
                    env=view.environment(str(self.home or TEMPORARY), device),
                    cwd=self.home or "/",
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                self._leave()
                raise SandboxError(
                    _("no process for the submission: {why}", why=error),
                    hint=_("try `grade doctor`"),
                ) from None
        self.server = Server(ours, _START_S, 0 if jailed else self._process.pid)

    def wait(self) -> None:
        """Wait until it can fork.

        Raises:
            SandboxError: it cannot.
        """
        try:
            self.server.wait()
        except LostError as error:
            raise self.gone(error) from None

    def insist_on_start(self) -> None:
        """Insist that it could fork once: one that could not will not do better the next time.

        Raises:
            SandboxError: it could not.
        """
        if not self.server.ready:
            raise self.gone(LostError())

    def gone(self, error: Exception) -> SandboxError:
        """Give the error for a process that does not answer, with its last words; end it."""
        self._process.kill()
        self._process.wait()
        return SandboxError(
            _("the warm process is gone: {error}", error=self.last_words() or str(error)),
            hint=_("try `grade doctor`"),
        )

    def last_words(self) -> str:
        """Give the last line that it wrote to stderr."""
        self._stderr.seek(0)
        said = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else ""

    def close(self) -> None:
        """End it, and with it every child.

        It sweeps up by itself when we hang up, also while it imports.
        """
        self.server.close()
        try:
            self._process.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._leave()

    def _leave(self) -> None:
        self._stderr.close()
        if self.home:
            folder.remove(self.home)


def _user() -> int:
    """Give an id that no user of this machine has; another grader's is most likely another."""
    return _FIRST_USER + secrets.randbelow(_USERS)
