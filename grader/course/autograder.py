"""An assignment as an autograder for Gradescope.

It is a zip that sets up an image and grades submissions in it::

    setup.sh              Gradescope runs it once, while it builds the image
    run_autograder        and this one for each submission
    gradekit-….whl        this grader; with constraints.txt, if the course has one
    assignments/NAME/     the public folder
    solutions/NAME/       hidden checks, the reference, recorded mistakes
    solutions/mistakes/   those that several assignments share
    ungraded/WHY.json     the results.json of a submission that could not be graded
    ungraded/WHY.txt      the same for the instructor

The published layout: https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shlex
import tempfile
import zipfile
from pathlib import Path

from grader.checks.assignment import Assignment
from grader.course import Course, bundle
from grader.course.release import wheel
from grader.course.validate import faults_of_reference
from grader.errors import AuthorError, UsageError
from grader.language import _, later, spoken
from grader.report.gradescope import PLAIN
from grader.results import Report

_TEMPLATES = Path(__file__).parent / "templates" / "autograder"
_SCRIPTS = ("setup.sh", "run_autograder")
_CONSTRAINTS = "constraints.txt"
_DATE = (1980, 1, 1, 0, 0, 0)  # the same assignment gives the same bytes
_UNGRADED = {  # by name: why a submission was not graded, and what an instructor can do
    "interrupted": (
        later("The grader was stopped before it finished."),
        later("Run the autograder again."),
    ),
    "time": (
        later(
            "Grading did not finish in time. If the public checks are slow on your own machine "
            "too, start there."
        ),
        later(
            "Give the assignment a longer timeout, or more CPU, in Gradescope's settings; then "
            "run this again."
        ),
    ),
    "killed": (
        later(
            "The grader was stopped from outside, most likely because there was not enough memory."
        ),
        later(
            "Give the assignment a container with more memory in Gradescope's settings; then run "
            "this again."
        ),
    ),
    "isolation": (
        later(
            "This machine cannot keep a submission away from the solutions, so your code was not "
            "run."
        ),
        later("See docs/gradescope.md for what to do; the build's output shows what is missing."),
    ),
    "grader": (
        later("The grader failed."),
        later("Its output is above; see docs/gradescope.md for what to look at next."),
    ),
}


def pack_autograder(assignment: Assignment, course: Course, timeout_s: int) -> bytes:
    """Return the zip; its feedback is in the language in force.

    Args:
        timeout_s: Gradescope's own limit, in case its harness does not state it.

    Raises:
        AuthorError: the solutions are not here, or the grader is not installed.
    """
    assignment.require_solutions()
    files = {name: _filled(name, assignment, timeout_s).encode() for name in _SCRIPTS}
    constraints = course.root / _CONSTRAINTS
    if constraints.is_file():
        files[_CONSTRAINTS] = constraints.read_bytes()

    with tempfile.TemporaryDirectory() as room:
        packed = wheel.build(Path(room))
        files[packed.name] = packed.read_bytes()

    files |= {name: file.read_bytes() for name, file in bundle.files(assignment)}
    for name, (why, advice) in _UNGRADED.items():
        note = _("Not graded. {advice}", advice=_(advice))
        files[f"ungraded/{name}.json"] = _ungraded(assignment, name, _(why)).encode()
        files[f"ungraded/{name}.txt"] = f"{note}\n".encode()

    return _zip(files)


def require_full_marks(report: Report) -> None:
    """Require that the reference, graded, got full marks.

    Raises:
        AuthorError: it did not.
    """
    for fault in faults_of_reference(report):
        raise AuthorError(
            fault, hint=_("`grade validate {name}` shows more", name=report.assignment)
        )


def require_writable(output: Path, course: Course, data: bytes, *, force: bool) -> None:
    """Require that a zip may be written to a place.

    Raises:
        UsageError: there is no such folder, students would get it, or another file is there.
    """
    hint = _("-o must name a file in a folder that exists")
    if not output.parent.is_dir():
        raise UsageError(_("cannot write {file}: no such folder", file=output), hint=hint)
    if output.is_dir():
        reason = os.strerror(errno.EISDIR)
        raise UsageError(_("cannot write {file}: {error}", file=output, error=reason), hint=hint)

    for folder in filter(None, (course.root / "assignments", course.solutions)):
        if output.resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                _(
                    "{file} would be inside {folder}, which is given to others",
                    file=output,
                    folder=folder,
                ),
                hint=_("it contains the solutions: write it elsewhere"),
            )

    if output.exists() and not force and output.read_bytes() != data:
        raise UsageError(
            _("{file} already exists and differs", file=output),
            hint=_("--force overwrites it; or name another file"),
        )


def _filled(name: str, assignment: Assignment, timeout_s: int) -> str:
    text = (_TEMPLATES / name).read_text("utf-8")
    values = {"NAME": shlex.quote(assignment.name), "LANGUAGE": spoken(), "TIMEOUT": str(timeout_s)}
    for place, value in values.items():
        text = text.replace(f"@{place}@", value)
    return text


def _ungraded(assignment: Assignment, name: str, why: str) -> str:
    """Return a results.json without a score, which is allowed, and better than an invented one."""
    message = _(
        "{why} That is the grader's fault, not yours: no points were given, and none were taken "
        "away. Your submission is kept, and can be graded again: please tell your instructor.",
        why=why,
    )
    results = {
        **PLAIN,
        "output": message,
        "extra_data": {"assignment": assignment.name, "ungraded": name},
        "tests": [
            {
                "name": _("not graded, through no fault of yours"),
                "status": "failed",
                "output": message,
            }
        ],
    }
    return json.dumps(results, ensure_ascii=False, indent=1) + "\n"


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, whose modes these are
            entry.external_attr = (0o755 if name in _SCRIPTS else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
