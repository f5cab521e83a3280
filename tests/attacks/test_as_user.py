"""What holds for root holds for an ordinary user: root runs the same tests as one."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tiers import needs_bubblewrap

ROOT = Path(__file__).resolve().parents[2]
USER = 61000  # nobody is
# Who one is matters to these above all; the rest holds as well, and takes minutes more.
FAMILIES = "locks_its_folder or ((look or outstay or rise or talk) and not without_isolation)"
TESTS = "tests/attacks/test_attacks.py"


def closed_folder(path):
    """Give the first of the folders that lead to a path which others may not enter; None where they may enter all."""
    parents = reversed(Path(path).resolve().parents)
    return next((folder for folder in parents if not folder.stat().st_mode & 0o001), None)


def as_user(*command):
    """Give the command that runs another as an ordinary user, who can reach Python and this project.

    Where they lie in a folder that is closed to others, as root's home, the user sees an open one in its place, with
    nothing else in it.
    """
    hidden, words = set(), []
    for path in sorted({Path(path).resolve() for path in (sys.base_prefix, sys.prefix, ROOT)}):
        closed = closed_folder(path)
        if closed is None:
            continue
        if closed not in hidden:
            words += ["--perms", "0755", "--tmpfs", str(closed)]
            hidden.add(closed)
        for folder in reversed([parent for parent in path.parents if closed in parent.parents]):
            words += ["--perms", "0755", "--dir", str(folder)]
        words += ["--ro-bind", str(path), str(path)]
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
    return ["bwrap", "--dev-bind", "/", "/", *words, "--", *user, *command]


@pytest.mark.slow
@needs_bubblewrap
@pytest.mark.skipif(os.geteuid() != 0, reason="this is an ordinary user: the other tests show it")
def test_an_ordinary_user_is_as_safe():
    options = ["-q", "-p", "no:cacheprovider", "-m", "slow or not slow", "-k", FAMILIES]
    with tempfile.TemporaryDirectory(prefix="gradekit-user-") as home:
        os.chown(home, USER, USER)
        command = as_user(sys.executable, "-m", "pytest", *options, f"--basetemp={home}/tests", TESTS)
        environment = {"PATH": os.defpath, "HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
    assert "SKIPPED" not in done.stdout
