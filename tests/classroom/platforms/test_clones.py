"""Clones of students' repositories."""

import os
import subprocess
from datetime import datetime, timezone

import pytest
from classroom.shown import reasons

from grader.classroom.platforms import clones

WHEN = "2026-03-01T12:00:00+0800"
AT = datetime(2026, 3, 1, 4, tzinfo=timezone.utc)


def git(folder, *arguments):
    author = {
        "GIT_COMMITTER_DATE": WHEN,
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    names = {
        f"GIT_{who}_{what}": "a@b.c"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environment = {"PATH": os.environ["PATH"], **author, **names}
    subprocess.run(
        ["git", "-C", folder, *arguments], env=environment, check=True, capture_output=True
    )


@pytest.fixture
def cloned(tree):
    """Make repositories with one commit each."""

    def make(*names, folder="download"):
        for name in names:
            repository = tree("homework.py", folder=f"{folder}/{name}")
            git(repository, "init", "-q", "-b", "main")
            git(repository, "add", ".")
            git(repository, "commit", "-q", "-m", "done")
        return repository.parent

    return make


@pytest.mark.parametrize(
    ("folder", "names", "logins"),
    [
        ("x", ["fizzbuzz-ada", "fizzbuzz-grace-hopper"], ["ada", "grace-hopper"]),
        ("x", ["fizzbuzz-grace-hopper", "fizzbuzz-grace-kelly"], ["grace-hopper", "grace-kelly"]),
        ("x", ["cs101-fizzbuzz-ada", "cs101-fizzbuzz-alan"], ["ada", "alan"]),
        ("x", ["hw-2-ada", "hw-2-alan"], ["ada", "alan"]),
        ("week-2-submissions", ["week-2-ada-a", "week-2-ada-b"], ["ada-a", "ada-b"]),
        ("x", ["FizzBuzz-ada", "unlike"], ["FizzBuzz-ada", "unlike"]),
    ],
)
def test_the_login_is_what_follows_the_shared_name(cloned, take, folder, names, logins):
    intake = take(cloned(*names, folder=folder))
    assert intake.layout == "clones of repositories"
    assert [(one.person.key, one.person.github) for one in intake.hand_ins] == [
        (login, login) for login in logins
    ]


def test_the_time_is_that_of_the_last_commit_and_a_note_says_whose_word_that_is(cloned, take):
    intake = take(cloned("fizzbuzz-ada", "fizzbuzz-bob"))
    assert [one.at for one in intake.hand_ins] == [AT, AT]
    assert intake.notes == (
        "The times are those of the last commits, which the students' own clocks wrote.",
    )


def test_a_packed_and_a_detached_head_are_read_too(cloned, take):
    root = cloned("fizzbuzz-ada", "fizzbuzz-bob")
    git(root / "fizzbuzz-ada", "gc", "-q")
    git(root / "fizzbuzz-ada", "pack-refs", "--all")
    git(root / "fizzbuzz-bob", "checkout", "-q", "--detach")
    assert [one.at for one in take(root).hand_ins] == [AT, AT]


def test_a_shallow_clone_is_read_too(cloned, take, tmp_path):
    root = cloned("fizzbuzz-ada")
    git(root / "fizzbuzz-ada", "commit", "-q", "--allow-empty", "-m", "again")
    (tmp_path / "shallow").mkdir()
    git(tmp_path / "shallow", "clone", "-q", "--depth", "1", f"file://{root / 'fizzbuzz-ada'}")
    assert [one.at for one in take(tmp_path / "shallow").hand_ins] == [AT]


def test_a_folder_of_downloads_may_lie_deeper(cloned, placed):
    root = cloned("fizzbuzz-ada", "fizzbuzz-bob", folder="top/fizzbuzz-submissions")
    assert placed(root.parent) == [("ada", "fizzbuzz-ada"), ("bob", "fizzbuzz-bob")]


@pytest.mark.parametrize(
    ("remote", "login"),
    [
        ("https://github.com/course/fizzbuzz-ada.git", "ada"),
        ("git@github.com:course/fizzbuzz-ada-l", "ada-l"),
        ("https://github.com/course/ada", "ada"),
        ("", "mine"),
    ],
)
def test_one_clone_alone_is_known_by_its_remote(cloned, placed, remote, login):
    root = cloned("mine")
    if remote:
        git(root / "mine", "remote", "add", "origin", remote)
    assert placed(root) == [(login, "mine")]


def test_where_git_tells_nothing_there_is_no_time_and_a_note_says_whose(cloned, take, monkeypatch):
    root = cloned("fizzbuzz-ada", "fizzbuzz-bob", "fizzbuzz-eve", "fizzbuzz-max", "fizzbuzz-zoe")
    (root / "fizzbuzz-ada/.git/HEAD").write_text("ref: refs/heads/../../../secret\n")
    (root / "fizzbuzz-bob/.git/HEAD").write_text("0" * 40)
    (root / "fizzbuzz-eve/.git").rename(root.parent / "elsewhere")
    (root / "fizzbuzz-eve/.git").symlink_to(root.parent / "elsewhere")
    (root / "fizzbuzz-max/.git").rename(root.parent / "worktree")
    (root / "fizzbuzz-max/.git").write_text(f"gitdir: {root.parent / 'worktree'}\n")
    intake = take(root)
    assert [one.at for one in intake.hand_ins] == [None] * 4 + [AT]
    note = "No time is known, so not late: {} (its last commit is not understood)."
    assert intake.notes[1] == note.format("ada, bob, eve, max")
    monkeypatch.setattr(clones.shutil, "which", lambda _name: None)
    assert [one.at for one in take(root).hand_ins] == [None] * 5


def test_a_hostile_repository_runs_nothing(cloned, take, tmp_path):
    root = cloned("fizzbuzz-ada", "fizzbuzz-eve")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    config = (
        f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n\tsshCommand = {trap}\n"
        "[log]\n\tshowSignature = true\n"
        f'[gpg]\n\tprogram = {trap}\n[remote "origin"]\n\turl = ext::{trap}\n\tpromisor = true\n'
        "[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n"
    )
    (root / "fizzbuzz-eve/.git/config").write_text(config)
    assert [one.at for one in take(root).hand_ins] == [AT, AT]
    (root / "fizzbuzz-eve/.git/HEAD").write_text(
        "1" * 40
    )  # is missing, so that a partial clone would fetch it
    take(root)
    assert not (tmp_path / "sprung").exists()


def test_pipes_in_a_repository_do_not_hang(cloned, take):
    root = cloned("fizzbuzz-ada", "fizzbuzz-eve")
    head = root / "fizzbuzz-eve/.git/HEAD"
    head.unlink()
    os.mkfifo(head)
    assert len(take(root).hand_ins) == 2


def test_a_clone_without_code_is_listed(cloned, take):
    root = cloned("fizzbuzz-ada", "fizzbuzz-bob")
    (root / "fizzbuzz-bob/homework.py").unlink()
    (root / "roster.csv").touch()
    assert reasons(take(root)) == {
        "fizzbuzz-bob": "holds no Python file",
        "roster.csv": "lies beside the students' folders",
    }


def test_one_students_own_git_folder_makes_no_class_of_clones(tree, placed):
    root = tree("ada/homework.py", "bob/homework.py", "eve/homework.py", "eve/.git/HEAD")
    assert [key for key, _file in placed(root)] == ["ada", "bob", "eve"]


def test_classrooms_roster_names_the_students(cloned, take, roster):
    known = roster(
        '"identifier","github_username","github_id","name"\n"S1","Ada","1","Ada L"\n"S2","","",""\n'
    )
    intake = take(cloned("fizzbuzz-ada", "fizzbuzz-bob"), known)
    assert [(one.person.key, one.person.github) for one in intake.hand_ins] == [
        ("S1", "Ada"),
        ("bob", "bob"),
    ]
    assert [person.key for person in intake.absent] == ["S2"]
