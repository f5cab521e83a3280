"""The gradebook's file: open it, create it, migrate it to the present schema.

SQLite's errors become errors with a hint.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from grader.errors import UsageError
from grader.language import _

_APPLICATION = 0x67726164  # "grad", in the file's header
_BUSY_S = 60.0  # another command writes for milliseconds at a time
_LOOK_S = 0.02
_FIRST = 1
_STEP = re.compile(r"(\d+)_.*\.sql")


class Store:
    """An open gradebook file.

    Args:
        create: whether to create it if it does not exist.

    Raises:
        UsageError: it does not exist, is not a gradebook, or cannot be read.
    """

    def __init__(self, file: Path, *, create: bool) -> None:
        self._file = file
        if not create and not file.is_file():
            raise UsageError(
                _("there is no gradebook {file}", file=file),
                hint=_("`grade batch` creates one; --gradebook names it"),
            )

        with self._clear_errors():
            self._database = sqlite3.connect(file, timeout=_BUSY_S, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a query."""
        with self._clear_errors():
            return self._database.execute(sql, values).fetchall()

    def write(self, sql: str, *values: object) -> int:
        """Run a statement, and return the id of the row that it inserted."""
        with self._clear_errors():
            return int(self._database.execute(sql, values).lastrowid or 0)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything in the block or nothing; at its end, it is on the disk.

        A block within another is a part of that one.
        """
        if self._database.in_transaction:
            yield
            return

        self.write("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.rollback()
            raise
        self.write("COMMIT")

    def _prepare(self) -> None:
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.execute("PRAGMA synchronous = FULL")  # a commit outlives a power cut
        if self._number("user_version") != version():
            with self.transaction():
                self._migrate()
        elif self._number("application_id") != _APPLICATION:
            raise self._no_gradebook()
        self._write_ahead()

    def _write_ahead(self) -> None:
        """Switch to a write-ahead log.

        For this, SQLite does not wait by itself until other commands release the file.
        """
        end_s = time.monotonic() + _BUSY_S
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:  # noqa: PERF203 - it waits
                if "locked" not in str(error) or time.monotonic() > end_s:
                    raise
                time.sleep(_LOOK_S)
            else:
                return

    def _migrate(self) -> None:
        # Read again: another command may have been quicker.
        present = self._number("user_version")
        if present > version():
            raise UsageError(
                _("{file} was created by a newer gradekit", file=self._file),
                hint=_(
                    "install that version; this one reads files up to version {version}",
                    version=version(),
                ),
            )

        empty = not self.rows("SELECT name FROM sqlite_master")
        if not empty and self._number("application_id") != _APPLICATION:
            raise self._no_gradebook()

        scripts = [text for step, text in migrations().items() if step > present]
        if empty:
            scripts = [_text("schema.sql")]
        for sql in scripts:
            for statement in _statements(sql):
                self._database.execute(statement)
        self._database.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._database.execute(f"PRAGMA user_version = {version()}")

    def _number(self, pragma: str) -> int:
        return int(self._database.execute(f"PRAGMA {pragma}").fetchone()[0])

    def _no_gradebook(self) -> UsageError:
        return UsageError(
            _("{file} is not a gradebook", file=self._file),
            hint=_("name another file with --gradebook"),
        )

    @contextlib.contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise UsageError(
                _("the gradebook {file} cannot be used: {error}", file=self._file, error=error),
                hint=_(
                    "does its folder exist, may you write to it, and is there space on the disk?"
                ),
            ) from None
        except sqlite3.DatabaseError as error:
            if "not a database" in str(error):
                raise self._no_gradebook() from None
            raise UsageError(
                _("the gradebook {file} cannot be read: {error}", file=self._file, error=error),
                hint=_("restore a backup, or name another file with --gradebook"),
            ) from None


def version() -> int:
    """Return the schema's version."""
    return max(migrations(), default=_FIRST)


def migrations() -> dict[int, str]:
    """Return the statements that migrate to a version from the one before, by that version."""
    folder = resources.files("grader.classroom.gradebook") / "migrations"
    if not folder.is_dir():
        return {}

    texts = {}
    for file in folder.iterdir():
        if step := _STEP.fullmatch(file.name):
            texts[int(step[1])] = file.read_text("utf-8")
    return dict(sorted(texts.items()))


def _text(name: str) -> str:
    return (resources.files("grader.classroom.gradebook") / name).read_text("utf-8")


def _statements(sql: str) -> Iterator[str]:
    """Yield the statements of a file of SQL; ``executescript`` would commit the transaction."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
