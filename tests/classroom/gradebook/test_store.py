"""The file: made, opened, brought up, and what becomes of one that is not in order."""

import sqlite3
import threading

import pytest

from grader.classroom.gradebook import Gradebook, store
from grader.errors import UsageError

NEXT = store.version() + 1


def pragma(file, name):
    with sqlite3.connect(file) as database:
        return database.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_file_has_the_schemas_version_and_is_written_ahead(file, book):
    assert pragma(file, "user_version") == store.version()
    assert pragma(file, "journal_mode") == "wal"


def test_a_commit_outlives_a_power_cut(book):
    assert book._store._database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_a_file_that_is_not_there_is_not_made_by_mistake(file):
    with pytest.raises(UsageError, match="there is no gradebook"):
        Gradebook(file)
    assert not file.exists()


def test_an_empty_file_becomes_a_gradebook(file):
    file.touch()
    with Gradebook(file, create=True) as book:
        assert book.assignments() == []


def test_another_programs_database_is_left_alone(file):
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(UsageError, match="is not a gradebook"):
        Gradebook(file, create=True)
    assert file.read_bytes() == before


def test_another_programs_database_with_our_version_number_is_left_alone(file):
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
        database.execute(f"PRAGMA user_version = {store.version()}")
    with pytest.raises(UsageError, match="is not a gradebook"):
        Gradebook(file)


def test_a_file_that_is_no_database_is_left_alone(file):
    file.write_text("ada,100\n" * 100)
    with pytest.raises(UsageError, match="is not a gradebook"):
        Gradebook(file, create=True)
    assert file.read_text() == "ada,100\n" * 100


def test_a_missing_folder_gives_a_clear_message(tmp_path):
    with pytest.raises(UsageError, match="cannot be used"):
        Gradebook(tmp_path / "nowhere/gradebook.sqlite", create=True)


def test_a_newer_gradebook_is_left_alone(file, book):
    with sqlite3.connect(file) as database:
        database.execute(f"PRAGMA user_version = {store.version() + 1}")
    with pytest.raises(UsageError, match="newer gradekit"):
        Gradebook(file)


def test_a_damaged_file_gives_a_clear_message(file, klass, book):
    klass.grade(klass.hand_in(), 10)
    book._store.close()
    torn = file.read_bytes()
    file.write_bytes(torn[:4096] + b"\x07" * (len(torn) - 4096))
    with pytest.raises(UsageError, match="cannot be read"), Gradebook(file) as again:
        again.grades("tiny")


@pytest.fixture
def second_version(monkeypatch):
    """As if the schema had moved on."""
    monkeypatch.setattr(
        store,
        "migrations",
        lambda: {NEXT: "ALTER TABLE students ADD COLUMN note TEXT DEFAULT '-';"},
    )


def test_an_older_gradebook_is_brought_up_with_all_that_is_in_it(file, klass, book, request):
    klass.grade(klass.hand_in(), 10, 0)
    request.getfixturevalue("second_version")
    with Gradebook(file) as again:
        assert again._store.rows("SELECT note FROM students")[0]["note"] == "-"
        assert [grade.score for grade in again.grades("tiny")] == [10]
    assert pragma(file, "user_version") == NEXT


def test_a_migration_that_fails_changes_nothing(file, book, monkeypatch):
    steps = {
        NEXT: "ALTER TABLE students ADD COLUMN note TEXT; ALTER TABLE nowhere ADD COLUMN x TEXT;"
    }
    monkeypatch.setattr(store, "migrations", lambda: steps)
    with pytest.raises(UsageError):
        Gradebook(file)
    assert pragma(file, "user_version") == NEXT - 1
    assert "note" not in {row["name"] for row in book._store.rows("PRAGMA table_info(students)")}


def test_the_migrations_lead_from_the_first_version_to_this_one():
    assert list(store.migrations()) == list(range(2, store.version() + 1))


def test_two_commands_that_make_the_same_file_at_once_both_can_use_it(file):
    errors = []

    def make():
        try:
            with Gradebook(file, create=True) as book:
                book.start_run("tiny", "teacher", "folder")
        except Exception as error:  # noqa: BLE001 - looked at below
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with Gradebook(file) as book:
        assert len(book._store.rows("SELECT * FROM runs")) == 8


def test_what_fails_within_a_transaction_leaves_nothing(book):
    with pytest.raises(RuntimeError), book._store.transaction():
        book._store.write(
            'INSERT INTO runs (assignment, "by", folder, started_at) VALUES (1, 2, 3, 4)'
        )
        raise RuntimeError
    assert book._store.rows("SELECT * FROM runs") == []
