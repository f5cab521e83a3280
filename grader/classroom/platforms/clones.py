"""Clones of the students' repositories, as GitHub Classroom and Classroom 50 make them.

For example ``fizzbuzz-submissions/fizzbuzz-ada/``. Times are those of the last commits. A
repository is the student's, and its configuration can make git run programs: so git is run in an
empty repository of our own, which reads the student's objects.
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

from grader.classroom.intake import moments
from grader.classroom.intake.listing import Listing, folder_hand_in, small_text
from grader.classroom.intake.placing import Placing, Wanted, key
from grader.classroom.people import Person
from grader.language import _

# The columns of GitHub Classroom's roster that say who is who, as ours knows them.
ROSTER = {"identifier": ("identifier",), "github": ("github_username",)}

_DOWNLOAD = re.compile(r"(.+)-submissions", re.IGNORECASE)
_REMOTE = re.compile(
    r"^[ \t]*url[ \t]*=[ \t]*(?:\S*[/:])?([^/:\s]+?)(?:\.git)?/?[ \t]*$", re.MULTILINE
)
_BRANCH = re.compile(r"ref: (refs/heads/(?!.*\.\.)[\w./-]+)\s*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_GIT_S = 5
_MAX_REFS = 1 << 20


def fits(listing: Listing, _assignment: str) -> bool:
    """Whether at least half of the folders are repositories."""
    return 0 < len(listing.folders) <= 2 * sum(map(is_repository, listing.folders))


def is_repository(folder: Path) -> bool:
    """Whether it has a ``.git``, a folder or (in a worktree) a file."""
    return os.path.lexists(folder / ".git")


def read(listing: Listing, wanted: Wanted) -> Placing:
    """Yield each folder, whose name ends with the login."""
    logins = _logins(listing, wanted)
    with tempfile.TemporaryDirectory(prefix="gradekit-git-") as room:
        empty = _empty_repository(Path(room))
        for folder in listing.folders:
            login = key(logins[folder])
            at = _last_commit(folder, empty)
            undated = "" if at or not is_repository(folder) else _("its last commit")
            yield folder_hand_in(folder, Person(login, github=login), at, undated=undated)
    yield from listing.beside()


def _logins(listing: Listing, wanted: Wanted) -> dict[Path, str]:
    """Return the logins: the folders' names without what all of them begin with.

    That is the slug in the folder's own name, the assignment's, or what the names share: of the
    last, as much as leaves the most logins that are known.
    """
    names = {folder: folder.name for folder in listing.folders}
    if len(names) == 1:
        (folder,) = names
        names[folder] = _remote(folder) or folder.name

    download = _DOWNLOAD.fullmatch(listing.folder.name)
    slug = f"{download[1]}-" if download else ""
    if not slug or not _all_begin(names.values(), slug):
        slug = _slug(list(names.values()), wanted)
    return {folder: name[len(slug) :] for folder, name in names.items()}


def _slug(names: list[str], wanted: Wanted) -> str:
    title = "[-_]".join(map(re.escape, re.split("[-_ ]+", wanted.assignment)))
    match = re.match(rf"(.*?-)??{title}-(?=.)", names[0], re.IGNORECASE)
    if match and _all_begin(names, match[0]):
        return match[0]

    # Of names, letter by letter.
    shared = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071
    slugs = [shared[: dash.end()] for dash in re.finditer("-", shared)]

    def known(slug: str) -> int:
        logins = (name[len(slug) :] for name in names)
        matches = (wanted.directory.find(Person(login, github=login)) for login in logins)
        return sum(match.number is not None for match in matches)

    return max(["", *slugs], key=lambda slug: (known(slug), len(slug)))


def _all_begin(names: Iterable[str], slug: str) -> bool:
    return all(name.lower().startswith(slug.lower()) and len(name) > len(slug) for name in names)


def _remote(folder: Path) -> str:
    """Return the repository's name on the server, which a clone's folder need not have."""
    match = _REMOTE.search(small_text(folder / ".git" / "config", _MAX_REFS) or "")
    return match[1] if match else ""


# ---------------------------------------------------------------------------------- the last commit


def _empty_repository(room: Path) -> Path:
    for name in ("objects", "refs"):
        (room / name).mkdir()
    (room / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
    return room


def _last_commit(folder: Path, empty: Path) -> datetime | None:
    """Return the committer's time of what is checked out; None where git finds none."""
    git = shutil.which("git")
    commit = _head(folder / ".git")
    if not git or not commit:
        return None

    try:
        process = subprocess.run(  # noqa: S603 - a program found in PATH, and a hash
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
        return moments.parse(process.stdout.decode("ascii").strip())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _head(git: Path) -> str:
    """Return the hash of the commit that is checked out; "" where that is not known.

    A worktree's ``.git`` is a file.
    """
    if git.is_symlink():
        return ""

    head = small_text(git / "HEAD", 4096) or ""
    branch = _BRANCH.fullmatch(head)
    if branch:
        packed = re.compile(rf"^([0-9a-f]{{40}}) {re.escape(branch[1])}$", re.MULTILINE)
        match = packed.search(small_text(git / "packed-refs", _MAX_REFS) or "")
        head = small_text(git / branch[1], 100) or (match[1] if match else "")

    commit = head.strip()
    return commit if _COMMIT.fullmatch(commit) else ""
