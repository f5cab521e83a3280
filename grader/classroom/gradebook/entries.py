"""A grading in the file, with a checksum: an entry that was changed from outside does not count."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from grader.classroom.grades import Attempt
from grader.grading.fingerprint import SharedFingerprint
from grader.language import _
from grader.results import Report

if TYPE_CHECKING:
    from grader.classroom.examiner import Graded

_BASIS = tuple(field.name for field in fields(SharedFingerprint))


@dataclass(frozen=True)
class Grading:
    """A submission's current grading.

    Attributes:
        basis: what it was graded by.
        report: None if it could not be graded, or if the entry is damaged.
        damaged: whether the entry was changed after it was written.
    """

    basis: SharedFingerprint
    report: Report | None
    damaged: bool


def columns_of(graded: Graded, handed_in: str, version: str) -> dict[str, Any]:
    """Return the columns of a grading.

    Args:
        handed_in: the submission's hash.
        version: gradekit's.
    """
    report = graded.report
    basis = graded.basis or SharedFingerprint(*[""] * len(_BASIS))
    columns: dict[str, Any] = {
        **dict(zip(_BASIS, astuple(basis), strict=True)),
        "version": version,
        "score": report and float(report.score),  # as it is read from the file
        "max_score": report and float(report.max_score),
        "tier": report and report.isolation,
        "device": report and report.device,
        "report": report and msgspec.json.encode(report).decode(),
        "fault": graded.fault,
        "started_at": text_of(datetime.fromtimestamp(graded.started_at, timezone.utc)),
        "finished_at": text_of(now()),
        "wall_s": graded.wall_s,
        "examiner_cpu_s": graded.examiner_cpu_s,
        "submission_cpu_s": graded.submission_cpu_s,
    }
    return columns | {"sha256": _checksum(columns, handed_in)}


def attempt_of(row: sqlite3.Row) -> Attempt:
    """Return an attempt, from a row that joins a submission with its current grading."""
    late = None if row["late"] is None else bool(row["late"])
    at = datetime.fromisoformat(row["handed_in"]) if row["handed_in"] else None
    if row["id"] is None:
        return Attempt(None, at, late, _("not graded yet"), row["file"])

    grading = grading_of(row)
    fault = row["fault"]
    if grading.damaged:
        fault = _("its entry is damaged: run grade batch again")
    cpu_s = row["examiner_cpu_s"] + row["submission_cpu_s"]
    return Attempt(grading.report, at, late, fault, row["file"], cpu_s)


def grading_of(row: sqlite3.Row) -> Grading:
    """Return a grading, from a row with its submission's hash as ``handed_in_sha256``."""
    basis = SharedFingerprint(*[row[name] for name in _BASIS])
    if row["sha256"] != _checksum(row, row["handed_in_sha256"]):
        return Grading(basis, None, damaged=True)
    if row["report"] is None:
        return Grading(basis, None, damaged=False)
    return Grading(basis, msgspec.json.decode(row["report"], type=Report), damaged=False)


def _checksum(row: Mapping[str, Any] | sqlite3.Row, handed_in: str) -> str:
    """Return the hash of what was graded, and of what must not change in its grading."""
    parts = [handed_in, *(row[name] for name in (*_BASIS, "score", "max_score", "report", "fault"))]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def now() -> datetime:
    """Return the present time."""
    return datetime.now(timezone.utc)


def text_of(time: datetime) -> str:
    """Return a time as it is in the file."""
    return time.astimezone(timezone.utc).isoformat()
