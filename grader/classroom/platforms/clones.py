"""Clones of the students' repositories: GitHub Classroom's ``fizzbuzz-submissions/fizzbuzz-ada/``,
Classroom 50's.

Times are those of the last commits. A repository is the student's, and its configuration can make
git run programs; so git is run in an empty repository of our own, and told where to find the
student's objects.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from grader.classroom.intake.findings import Findings, key
from grader.classroom.intake.listing import Listing, folder_hand_in, small_text
from grader.classroom.people import Person

_DOWNLOAD = re.compile(r"(.+)-submissions", re.IGNORECASE)
_REMOTE = re.compile(r"^\s*url\s*=\s*\S*[/:]([^/:\s]+?)(?:\.git)?/?\s*$", re.MULTILINE)
_BRANCH = re.compile(r"ref: (refs/heads/(?!.*\.\.)[\w./-]+)\s*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_GIT_S = 5
_MAX_REFS = 1 << 20


def fits(listing: Listing, _assignment: str) -> bool:
    """Say whether at least half of the folders are repositories."""
    return 0 < len(listing.folders) <= 2 * sum(map(is_repository, listing.folders))


def is_repository(folder: Path) -> bool:
    """Say whether it has a ``.git``, a folder or (in a worktree) a file."""
    return os.path.lexists(folder / ".git")


def read(listing: Listing, assignment: str) -> Findings:
    """Take each folder, whose name ends with the login."""
    logins = _logins(listing, assignment)
    with tempfile.TemporaryDirectory(prefix="gradekit-git-") as room:
        empty = _empty_repository(Path(room))
        for folder in listing.folders:
            login = key(logins[folder])
            yield folder_hand_in(folder, Person(login, login=login), _last_commit(folder, empty))
    yield from listing.beside()


def _logins(listing: Listing, assignment: str) -> dict[Path, str]:
    """Take off what all names begin with.

    The slug in the folder's own name, the assignment's, or what they share.
    """
    names = {folder: folder.name for folder in listing.folders}
    if len(names) == 1:
        (folder,) = names
        names[folder] = _remote(folder) or folder.name
    download = _DOWNLOAD.fullmatch(listing.folder.name)
    slug = f"{download[1]}-" if download else ""
    if not slug or not _all_begin(names.values(), slug):
        slug = _slug(list(names.values()), assignment)
    return {folder: name[len(slug) :] for folder, name in names.items()}


def _slug(names: list[str], assignment: str) -> str:
    words = "[-_]".join(map(re.escape, re.split("[-_ ]+", assignment)))
    found = re.match(rf"(.*?-)??{words}-(?=.)", names[0], re.IGNORECASE)
    if found and _all_begin(names, found[0]):
        return found[0]
    shared = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 - of names, letter by letter
    return shared[: shared.rfind("-") + 1]


def _all_begin(names: Iterable[str], slug: str) -> bool:
    return all(name.lower().startswith(slug.lower()) and len(name) > len(slug) for name in names)


def _remote(folder: Path) -> str:
    """Give the repository's name on the server, which a clone's folder need not have."""
    found = _REMOTE.search(small_text(folder / ".git" / "config", _MAX_REFS) or "")
    return found[1] if found else ""


# ---------------------------------------------------------------------------------- the last commit


def _empty_repository(room: Path) -> Path:
    for name in ("objects", "refs"):
        (room / name).mkdir()
    (room / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
    return room


def _last_commit(folder: Path, empty: Path) -> datetime | None:
    """Give the committer's time of what is checked out, None where git is missing or finds none."""
    git = shutil.which("git")
    commit = _head(folder / ".git")
    if not git or not commit:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a program found in PATH, and a hash
            [git, "log", "--no-walk", "--format=%cI", commit],
            cwd=empty,
            env={
                "GIT_DIR": str(empty),
                "GIT_OBJECT_DIRECTORY": str((folder / ".git" / "objects").absolute()),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_TERMINAL_PROMPT": "0",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_GIT_S,
            check=True,
        )
        return datetime.fromisoformat(done.stdout.decode("ascii").strip().replace("Z", "+00:00"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _head(git: Path) -> str:
    """Give the hash of the commit that is checked out, "" where it cannot be told.

    A worktree's ``.git`` is a file.
    """
    if git.is_symlink():
        return ""
    head = small_text(git / "HEAD", 4096) or ""
    branch = _BRANCH.fullmatch(head)
    if branch:
        packed = re.compile(rf"^([0-9a-f]{{40}}) {re.escape(branch[1])}$", re.MULTILINE)
        found = packed.search(small_text(git / "packed-refs", _MAX_REFS) or "")
        head = small_text(git / branch[1], 100) or (found[1] if found else "")
    commit = head.strip()
    return commit if _COMMIT.fullmatch(commit) else ""
