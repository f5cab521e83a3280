"""Grade submissions one after the other, with the processes that they are forked from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import Self

from grader import grading
from grader.grading import devices
from grader.grading.collected import CheckCollections
from grader.grading.listener import Listener, Silence
from grader.language import _
from grader.sandbox.warms import AnyWarm, Warms
from grader.submission import Submission, files
from grader.submission.bounded import Reader
from grader.submission.source import Source

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.grading.fingerprint import SubmissionFingerprint
    from grader.grading.review import Reviewer
    from grader.grading.verdict import Case
    from grader.results import Report, Tier
    from grader.submission.files import Contents


class Grader:
    """Grades submissions of any assignments, as a context manager.

    A warm process starts when an assignment first needs it, and serves all that need the same; all
    end with the block.

    Args:
        tier: how submissions are isolated.
        device: "auto", "cpu", "cuda" or "cuda:N".
        listener: shows how far the grading is.
        review: whether to look submissions through for an instructor, too.
    """

    def __init__(
        self,
        tier: Tier,
        device: str = "auto",
        listener: Listener | None = None,
        *,
        review: bool = False,
    ) -> None:
        self.listener = listener or Silence()
        self._device = device
        self._devices: dict[str, str] = {}
        self._warms = Warms(tier)
        self._collections = CheckCollections()
        self._reader = Reader()
        self._reviewer = _reviewer() if review else None

    def __enter__(self) -> Self:
        self._reader.__enter__()
        if self._reviewer:
            self._reviewer.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        if self._reviewer:
            self._reviewer.__exit__()
        self._reader.__exit__()
        self._warms.close()
        self._collections.close()

    def device(self, assignment: Assignment) -> str:
        """Return the device that an assignment is graded on, "cpu" or "cuda:N".

        Raises:
            UsageError: there is no such device.
        """
        if assignment.name not in self._devices:  # torch looks for GPUs: not for each submission
            self._devices[assignment.name] = devices.choose(self._device, assignment)
        return self._devices[assignment.name]

    def worker(self, assignment: Assignment) -> AnyWarm:
        """Return the warm process that an assignment's submissions are forked from.

        Raises:
            UsageError: there is no such device.
            SandboxError: it does not start.
        """
        manifest = assignment.manifest
        device = self.device(assignment)
        return self._warms.get(
            manifest.preload, device, autograd=manifest.autograd, imports=manifest.imports
        )

    def grade(
        self,
        assignment: Assignment,
        submission: Submission,
        *,
        only: Sequence[str] | None = None,
        fingerprint: SubmissionFingerprint | None = None,
    ) -> Report:
        """Grade a submission, and look its code through; see :func:`grader.grading.grade`."""
        report = grading.grade(
            assignment,
            submission,
            self.worker(assignment),
            self.listener,
            collections=self._collections,
            device=self.device(assignment),
            only=only,
            fingerprint=fingerprint,
        )
        if self._reviewer is None:
            return report
        return replace(report, review=self._reviewer.review(assignment.manifest, submission))

    def public_cases(self, assignment: Assignment, submission: Submission) -> list[Case]:
        """Run the public checks; see :func:`grader.grading.public_cases`."""
        return grading.public_cases(
            assignment,
            submission,
            self.worker(assignment),
            collections=self._collections,
            device=self.device(assignment),
        )

    def grade_file(
        self,
        assignment: Assignment,
        path: Path,
        *,
        whole: bool = False,
        only: Sequence[str] | None = None,
    ) -> Report:
        """Read a file, folder or zip, and grade it.

        Args:
            whole: run the whole file instead of what the graded functions need.
        """
        picked = files.pick(path, assignment.name, functions=assignment.manifest.functions)
        return self.grade(assignment, self.parse(assignment, picked, whole=whole), only=only)

    def parse(self, assignment: Assignment, picked: Contents, *, whole: bool = False) -> Submission:
        """Read what was picked; see :meth:`grader.submission.bounded.Reader.parse`."""
        return self._reader.parse(picked, assignment.manifest.functions, whole=whole)

    def grade_reference(self, assignment: Assignment) -> Report:
        """Grade the reference solution.

        Raises:
            AuthorError: it is not here.
        """
        file = assignment.require_solutions() / "solution.py"
        self.listener.starts(_("{name}: the reference", name=assignment.name))
        source = Source(file.name, file.read_text("utf-8"))
        return self.grade(assignment, Submission(file.name, source))


def _reviewer() -> Reviewer:
    """Make one; a student's `grade check` never needs it."""
    from grader.grading.review import Reviewer

    return Reviewer()
