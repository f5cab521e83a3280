"""Which isolation this machine offers, found out by trying.

Nothing is believed in that was not tried in this run.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import SandboxError, StudentError, UsageError
from grader.language import _
from grader.results import Tier
from grader.sandbox import bubblewrap
from grader.sandbox.limits import Budget, Limits
from grader.sandbox.warm import Warm
from grader.worker.control import Canary
from grader.worker.walls import landlock
from grader.worker.walls.canary import TRIED

if TYPE_CHECKING:
    from collections.abc import Iterator

STRONG = (
    "strong"  # in place of a tier: the strongest that works, but never one that isolates nothing
)
_LIMITS = Limits(cpu_s=5, wall_s=20)
_WAIT = """
import time
time.sleep(120)
"""


@dataclass(frozen=True)
class Finding:
    """What came of trying a tier.

    Attributes:
        why: where it does not work, why; else "".
        advice: and what to do about it.
    """

    tier: Tier
    why: str = ""
    advice: str = ""

    @property
    def works(self) -> bool:
        """Whether it held."""
        return not self.why


def choose(wanted: str | None) -> Tier:
    """Give the strongest tier that works here, or the one that was asked for.

    Args:
        wanted: a tier's letter; ``STRONG``; None for the strongest, which isolates nothing where
            nothing else works.

    Raises:
        UsageError: that one does not work.
    """
    if wanted is None or wanted == STRONG:
        tier = findings()[-1].tier
        if wanted and tier is Tier.E:
            raise UsageError(
                _(
                    "nothing isolates submissions on this machine: they could read the solutions, and each other"
                ),
                hint=_("`grade doctor` says what is missing; --isolation E grades all the same"),
            )
        return tier
    finding = probe(Tier(wanted))
    if not finding.works:
        raise UsageError(
            _(
                "isolation tier {tier} is not to be had here: {why}",
                tier=finding.tier.value,
                why=finding.why,
            ),
            hint=finding.advice,
        )
    return finding.tier


def choose_for_class(wanted: str | None) -> Tier:
    """Give the tier to grade a class in; one that isolates nothing only where it was asked for.

    Raises:
        UsageError: there is none.
    """
    return choose(wanted or STRONG)


def findings() -> list[Finding]:
    """Try the tiers from the strongest down to the first that works; that one is the last."""
    found = []
    for tier in Tier:
        found.append(probe(tier))
        if found[-1].works:
            break
    return found


def probe(tier: Tier) -> Finding:
    """Try a tier: a process of the submission's side attempts what it must not be able to do.

    E promises nothing, and so always works.
    """
    if tier is Tier.E:
        return Finding(tier)
    return _missing(tier) or _tried(tier)


def _missing(tier: Tier) -> Finding | None:
    if sys.platform != "linux":
        return Finding(
            tier,
            _("Linux alone has what it takes"),
            _("on Windows, use WSL; or grade in a Linux container"),
        )
    if tier is Tier.C and not landlock.abi():
        advice = _(
            "Linux 5.13 or later has it, where the boot parameter lsm= names landlock or is absent"
        )
        return Finding(tier, _("this kernel offers no Landlock"), advice)
    if tier is not Tier.C and bubblewrap.path() is None:
        return Finding(tier, *bubblewrap.missing())
    return None


def _tried(tier: Tier) -> Finding:
    with _bait() as canary:
        advice = _("see docs/security.md") if tier is Tier.C else bubblewrap.advice()
        try:
            warm = Warm([], tier=tier, canary=canary)
        except SandboxError as error:
            return Finding(tier, str(error), advice)
        try:
            done = _attempt(warm)
        except (SandboxError, StudentError) as error:
            return Finding(tier, warm.last_words() or str(error), advice)
        finally:
            warm.close()
    if done:
        return Finding(
            tier,
            _("what it must prevent was possible: {done}", done=", ".join(done)),
            _("see docs/security.md"),
        )
    return Finding(tier)


def _attempt(warm: Warm) -> list[str]:
    """Give what a child could do."""
    with warm.jail() as jail:
        child = jail.fork(_LIMITS, "canary.py")
        try:
            child.exchange(b"", Budget(_LIMITS.cpu_s, _LIMITS.wall_s))
        except StudentError:  # it ends without a word on this line
            first, *done = child.printed.split() or [""]
            if first != TRIED:
                raise
            return done
        finally:
            child.kill()
    raise SandboxError(_("it answered what it was not asked"))


@contextlib.contextmanager
def _bait() -> Iterator[Canary]:
    """Set out what a submission must not reach.

    A secret file, two sockets that listen, a process.
    """
    name = f"gradekit-{secrets.token_hex(8)}"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-")))
        folder.chmod(0o755)  # by its mode, anyone could read it
        secret = folder / "secret"
        secret.write_text(name, encoding="ascii")
        network = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        local = stack.enter_context(socket.socket(socket.AF_UNIX))
        local.bind(f"\0{name}")
        local.listen()
        sibling = stack.enter_context(subprocess.Popen([sys.executable, "-S", "-c", _WAIT]))  # noqa: S603 - it is there, no more
        stack.callback(sibling.kill)
        yield Canary(str(secret), network.getsockname()[1], name, sibling.pid)
