"""The secret of a course."""

import stat
import subprocess
import threading

import numpy as np
import pytest

from grader.checks import secret
from grader.errors import AuthorError


@pytest.fixture(autouse=True)
def course_secret(monkeypatch):
    """The secret is the course's own here, as outside of these tests."""
    monkeypatch.delenv("GRADE_SECRET")


def test_it_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = secret.of(tmp_path)
    assert len(first.key) == 32
    assert secret.of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / ".secret/key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / ".secret").stat().st_mode) == 0o700


def test_no_two_courses_have_the_same(tmp_path):
    courses = [tmp_path / name for name in ("a", "b")]
    for course in courses:
        course.mkdir()
    assert secret.of(courses[0]).key != secret.of(courses[1]).key


def test_of_many_that_make_it_at_once_all_get_the_same(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(secret.of(tmp_path).key)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len({*found}) == 1
    assert sorted(file.name for file in (tmp_path / ".secret").iterdir()) == [".gitignore", "key"]


def test_git_does_not_see_it(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    secret.of(tmp_path)
    command = ["git", "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == b""


def test_seeds_differ_by_name_and_by_secret_and_are_numbers_that_generators_take(tmp_path):
    one = secret.of(tmp_path)
    seeds = {one.seed("a", "b"), one.seed("ab"), one.seed("a"), secret.PUBLIC.seed("a")}
    assert len(seeds) == 4
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert one.seed("a") == secret.of(tmp_path).seed("a")
    assert np.random.default_rng(one.seed("a")).random() < 1


def test_a_renewed_secret_gives_other_seeds(tmp_path):
    before = secret.of(tmp_path)
    before.kept("x", lambda: 3)
    after = secret.renew(tmp_path)
    assert after.seed("a") != before.seed("a")
    assert after.fingerprint != before.fingerprint
    assert after.kept("x", lambda: 4) == 4
    assert secret.of(tmp_path) == after


def test_what_was_derived_from_a_secret_is_never_used_with_the_next_one(tmp_path):
    before = secret.of(tmp_path)
    after = secret.renew(tmp_path)
    assert before.kept("x", lambda: 3) == 3
    assert after.kept("x", lambda: 4) == 4
    assert secret.of(tmp_path).kept("x", lambda: 5) == 4


def test_what_is_kept_is_computed_once(tmp_path):
    calls = []

    def compute():
        calls.append(1)
        return 7

    for _ in range(3):
        assert secret.of(tmp_path).kept("a", compute) == 7
    assert secret.of(tmp_path).kept("b", compute) == 7
    assert len(calls) == 2


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": "x"}', "\udcff"])
def test_a_spoilt_file_of_what_is_kept_costs_only_time(tmp_path, text):
    one = secret.of(tmp_path)
    (tmp_path / ".secret/kept.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert one.kept("a", lambda: 5) == 5


@pytest.mark.parametrize("text", ["", "12", "no hexadecimal", "ab" * 31])
def test_a_spoilt_secret_is_one_clear_line(tmp_path, text):
    secret.of(tmp_path)
    (tmp_path / ".secret/key").write_text(text)
    with pytest.raises(AuthorError, match="holds no secret of 32 bytes") as caught:
        secret.of(tmp_path)
    assert "--renew" in caught.value.hint
    assert len(secret.renew(tmp_path).key) == 32


def test_where_it_cannot_be_written_the_folder_is_named(tmp_path):
    with pytest.raises(AuthorError, match="cannot be written") as caught:
        secret.of(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in caught.value.hint


def test_another_folder_may_hold_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADE_SECRET", str(tmp_path / "elsewhere"))
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    assert secret.of(solutions).folder == tmp_path / "elsewhere"
    assert not any(solutions.iterdir())


def test_without_solutions_it_is_the_public_one():
    assert secret.of(None) == secret.PUBLIC
    assert secret.PUBLIC.kept("a", lambda: 3) == 3


def test_nothing_shows_the_key(tmp_path):
    one = secret.of(tmp_path)
    assert one.key.hex() not in repr(one)
    assert one.key.hex()[:16] not in one.fingerprint
