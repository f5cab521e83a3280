"""Start a warm process in a tier, and end it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import SandboxError
from grader.language import _
from grader.results import Tier
from grader.sandbox import bubblewrap, libraries, view
from grader.sandbox.failures import has_ended, no_process
from grader.sandbox.forker import LostError, Server
from grader.worker.control import Canary, Setup
from grader.worker.walls import folder
from grader.worker.walls.namespaces import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Sequence

_START_S = 180.0
_END_S = 20.0
# Between the end of the connection and that of the process.
_EXIT_S = 2.0
# The ids that systemd reserves for users that exist only while a service runs.
_FIRST_USER = 61184
_USERS = 4336


class WarmProcess:
    """A Python that has imported what submissions need, and that forks.

    Args:
        preload: modules to import.
        device: "cpu" or a CUDA device.
        tier: how submissions are isolated.
        autograd: whether torch's autograd works.
        imports: the libraries that a homework may import; None for all.
        canary: where given, it imports nothing, and its children try what they must not be able
            to do.

    Attributes:
        server: the connection to it.
        home: the folder for children's folders; None in a jail, where the other side makes them.
        user: the user id that submissions run with, where the examiner is root; else None.
    """

    def __init__(
        self,
        preload: list[str],
        device: str,
        tier: Tier,
        *,
        autograd: bool,
        imports: Sequence[str] | None = None,
        canary: Canary | None = None,
    ) -> None:
        jailed = tier in (Tier.A, Tier.B)
        gpu = device != "cpu"

        self.home = None if jailed else Path(tempfile.mkdtemp(prefix="gradekit-"))
        self.user = _user() if tier is not Tier.E and os.geteuid() == 0 else None
        if self.home and self.user is not None:
            # Each child's folder within it will belong to that user.
            self.home.chmod(0o711)

        readable = [] if tier is Tier.E else view.readable(device)
        selection = libraries.selection_of(imports, preload)
        setup = Setup(
            preload=preload,
            autograd=autograd,
            tier=tier.value,
            readable=readable,
            partial=view.partial(readable, selection.entries if selection else None),
            devices=[] if tier is Tier.E else view.devices(device),
            user=self.user,
            home=str(self.home or ""),
            gpu=gpu,
            libraries=selection.libraries if selection else None,
            canary=canary,
        )
        jail = []
        if jailed:
            # Every jail has the others.
            beyond = setup.devices if gpu else []
            jail = bubblewrap.command(tier.value, readable, beyond, setup.partial)

        ours, theirs = socket.socketpair()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        # How it ended, once that is known.
        self._ending = ""
        with theirs:
            argument = msgspec.json.encode(setup).decode()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                    [*jail, *view.command("grader.worker.__main__", theirs.fileno(), argument)],
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
                raise no_process(error) from None

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

    def require_start(self) -> None:
        """Require that it was ready once: a process that never was fails the next time too.

        Raises:
            SandboxError: it never was ready.
        """
        if not self.server.ready:
            raise self.gone(LostError())

    def gone(self, error: Exception) -> SandboxError:
        """End a process that does not answer; return the error, which says how it ended."""
        # The second time, the status would be that of being killed here.
        self._ending = self._ending or self._end(error)
        return has_ended(self._ending)

    def _end(self, error: Exception) -> str:
        """End it; describe how it ended by itself, or the error where it did not."""
        try:
            status = self._process.wait(_EXIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return self.last_words() or str(error)

        if status < 0:
            return _("ended by signal {number}", number=-status)
        return self.last_words() or _("exit code {code}", code=status)

    def last_words(self) -> str:
        """Return the last line that it wrote to stderr."""
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def close(self) -> None:
        """End it, and with it every child.

        It cleans up by itself when the connection closes, even while it imports.
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
    """Return an id that no user of this machine has, and most likely no other grader."""
    return _FIRST_USER + secrets.randbelow(_USERS)
