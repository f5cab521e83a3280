"""Find out by trying which isolation this machine offers.

No tier is used that was not tried in this run.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
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
from grader.sandbox.platform import is_portable
from grader.worker.control import Canary
from grader.worker.walls import landlock
from grader.worker.walls.canary import TRIED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.sandbox.warm import Warm

# In place of a tier: the strongest that works, but never the one that isolates nothing.
STRONG = "strong"
_LIMITS = Limits(cpu_s=5, wall_s=20)
_WAIT = """
import time
time.sleep(120)
"""


@dataclass(frozen=True)
class Finding:
    """The result of trying a tier.

    Attributes:
        why: why it does not work; "" where it works.
        advice: what to do about it.
    """

    tier: Tier
    why: str = ""
    advice: str = ""

    @property
    def works(self) -> bool:
        """Whether the tier works here."""
        return not self.why


def choose(wanted: str | None) -> Tier:
    """Return the strongest tier that works here, or the requested one.

    Args:
        wanted: a tier's letter; ``STRONG``; None for the strongest, which isolates nothing where
            nothing else works.

    Raises:
        UsageError: the requested tier does not work.
    """
    if wanted is None or wanted == STRONG:
        tier = findings()[-1].tier
        if wanted and tier is Tier.E:
            raise UsageError(
                _(
                    "this machine cannot isolate submissions: "
                    "they could read the solutions, and each other"
                ),
                hint=_("`grade doctor` says what is missing; --isolation E grades anyway"),
            )
        return tier

    finding = probe(Tier(wanted))
    if not finding.works:
        raise UsageError(
            _(
                "isolation tier {tier} is not available here: {why}",
                tier=finding.tier.value,
                why=finding.why,
            ),
            hint=finding.advice,
        )
    return finding.tier


def choose_for_class(wanted: str | None) -> Tier:
    """Return the tier for grading a class: one that isolates nothing only where it is requested.

    Raises:
        UsageError: no such tier works.
    """
    if sys.platform == "win32":
        raise UsageError(
            _("a class cannot be graded on Windows"),
            hint=_("use WSL, or a Linux machine; `grade check` grades one submission here"),
        )
    return choose(wanted or STRONG)


def findings() -> list[Finding]:
    """Try the tiers from the strongest down; the last finding is the first tier that works."""
    results = []
    for tier in Tier:
        results.append(probe(tier))
        if results[-1].works:
            break
    return results


def probe(tier: Tier) -> Finding:
    """Try a tier: a process in it attempts what it must not be able to do.

    Tier E promises nothing, so it always works.
    """
    if tier is Tier.E:
        return Finding(tier)
    return _missing(tier) or _tried(tier)


def _missing(tier: Tier) -> Finding | None:
    if sys.platform != "linux":
        return Finding(
            tier,
            _("it requires Linux"),
            _("on Windows, use WSL; or grade in a Linux container"),
        )
    if is_portable():
        return Finding(tier, _("GRADE_PORTABLE is set"), _("unset it"))

    if tier is Tier.C and not landlock.abi():
        advice = _(
            "use Linux 5.13 or later; the boot parameter lsm=, if it is set, must name landlock"
        )
        return Finding(tier, _("this kernel has no Landlock"), advice)

    if tier is not Tier.C and bubblewrap.path() is None:
        return Finding(tier, *bubblewrap.missing())

    return None


def _tried(tier: Tier) -> Finding:
    from grader.sandbox.warm import Warm  # which Windows cannot import

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
            _("it did not prevent this: {actions}", actions=_(", ").join(done)),
            _("see docs/security.md"),
        )
    return Finding(tier)


def _attempt(warm: Warm) -> list[str]:
    """Return what a child could do, although isolation must prevent it."""
    with warm.jail() as jail:
        child = jail.fork(_LIMITS, "canary.py")
        try:
            child.exchange(b"", Budget(_LIMITS.cpu_s, _LIMITS.wall_s))
        except StudentError:
            # Expected: the child prints its findings and ends without an answer.
            first, *done = child.printed.split() or [""]
            if first != TRIED:
                raise
            return done
        finally:
            child.kill()
    raise SandboxError(_("it sent an unexpected answer"))


@contextlib.contextmanager
def _bait() -> Iterator[Canary]:
    """Make what a submission must not reach: a secret file, two listening sockets, a process."""
    name = f"gradekit-{secrets.token_hex(8)}"
    with contextlib.ExitStack() as stack:
        # The mode lets everyone read it, so that only isolation can prevent that.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradekit-")))
        folder.chmod(0o755)
        secret = folder / "secret"
        secret.write_text(name, encoding="ascii")

        network = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        local = stack.enter_context(socket.socket(socket.AF_UNIX))
        local.bind(f"\0{name}")
        local.listen()

        # Where there is one, that of the system is cheaper than a Python.
        sleep = shutil.which("sleep", path=os.defpath)
        words = [sleep, "120"] if sleep else [sys.executable, "-S", "-c", _WAIT]
        sibling = stack.enter_context(subprocess.Popen(words))  # noqa: S603 - it only sleeps
        stack.callback(sibling.kill)

        yield Canary(str(secret), network.getsockname()[1], name, sibling.pid)
