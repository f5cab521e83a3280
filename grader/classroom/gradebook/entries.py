"""A grading as it stands in the file, with a checksum.

What is not as it was written is not believed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import msgspec

from grader.classroom.grades import Attempt
from grader.grading.fingerprint import Basis
from grader.language import _
from grader.results import Report

if TYPE_CHECKING:
    from grader.classroom.examiner import Graded

_BASIS = tuple(field.name for field in fields(Basis))


@dataclass(frozen=True)
class Standing:
    """A submission's current grading.

    Attributes:
        basis: what it was graded by.
        report: None where it could not be graded, or where the entry is damaged.
        damaged: whether the entry is not as it was written.
    """

    basis: Basis
    report: Report | None
    damaged: bool


def columns_of(graded: Graded, handed_in: str, version: str) -> dict[str, Any]:
    """Return what is written of a grading, by column.

    Args:
        handed_in: the submission's hash.
        version: gradekit's.
    """
    report, basis = graded.report, graded.basis or Basis(*[""] * len(_BASIS))
    columns: dict[str, Any] = {
        **dict(zip(_BASIS, astuple(basis), strict=True)),
        "version": version,
        "score": report and float(report.score),  # as the file gives it back
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
    """Return an attempt, of a row that joins a submission with its current grading."""
    late = None if row["late"] is None else bool(row["late"])
    at = datetime.fromisoformat(row["handed_in"]) if row["handed_in"] else None
    if row["id"] is None:
        return Attempt(None, at, late, _("not graded yet"), row["file"])
    standing = standing_of(row)
    fault = _("its entry is damaged: run grade batch again") if standing.damaged else row["fault"]
    return Attempt(
        standing.report,
        at,
        late,
        fault,
        row["file"],
        row["examiner_cpu_s"] + row["submission_cpu_s"],
    )


def standing_of(row: sqlite3.Row) -> Standing:
    """Return a grading as it stands.

    Of a row that has its submission's hash as ``handed_in_sha256``.
    """
    basis = Basis(*[row[name] for name in _BASIS])
    if row["sha256"] != _checksum(row, row["handed_in_sha256"]):
        return Standing(basis, None, damaged=True)
    if row["report"] is None:
        return Standing(basis, None, damaged=False)
    return Standing(basis, msgspec.json.decode(row["report"], type=Report), damaged=False)


def _checksum(row: Mapping[str, Any] | sqlite3.Row, handed_in: str) -> str:
    """Return the hash of what must not change in a grading, and of what was graded."""
    parts = [handed_in, *(row[name] for name in (*_BASIS, "score", "max_score", "report", "fault"))]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)


def text_of(time: datetime) -> str:
    """Return a time as the file holds it."""
    return time.astimezone(timezone.utc).isoformat()
