"""Grade submissions one after the other, with the processes that they are forked from."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import Self

from grader import grading
from grader.errors import DeviceError, SandboxError
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

# For how long, and how often, a GPU is tried that others may fill.
_PATIENCE_S = 90.0
_PAUSE_S = 10.0


class Grader:
    """Grades submissions of any assignments, as a context manager.

    A warm process starts when an assignment first needs it, and serves all that need the same; all
    end with the block.

    Args:
        tier: how submissions are isolated.
        device: "auto", "cpu", "cuda" or "cuda:N".
        listener: shows how far the grading is.
        review: whether to look submissions through for an instructor, too.
        jobs: how many graders share a GPU's memory.
    """

    def __init__(
        self,
        tier: Tier,
        device: str = "auto",
        listener: Listener | None = None,
        *,
        review: bool = False,
        jobs: int = 1,
    ) -> None:
        self.listener = listener or Silence()
        self._device = device
        self._devices: dict[str, str] = {}
        # By the assignment's name: why "auto" is the CPU, although it asks for a GPU.
        self._notes: dict[str, str] = {}
        self._shares_gpu = jobs > 1
        self._warms = Warms(tier, devices.share(jobs))
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

        With "auto" it is the CPU where the GPU cannot be used; the reports have a note of it.

        Raises:
            UsageError: there is no such device.
            DeviceError: it cannot be used.
        """
        if assignment.name not in self._devices:  # a GPU is tried: not for each submission
            self._devices[assignment.name] = self._usable_device(assignment)
        return self._devices[assignment.name]

    def _usable_device(self, assignment: Assignment) -> str:
        device = devices.choose(self._device, assignment)
        if device == "cpu":
            if devices.is_asked_for(self._device, assignment):
                self._note_cpu(assignment, _("torch finds no GPU"))
            return device

        try:
            self._try_gpu(assignment, device)
        except SandboxError as error:
            if self._device != "auto":
                raise
            self._note_cpu(assignment, error.message)
            return "cpu"
        return device

    def _try_gpu(self, assignment: Assignment, device: str) -> None:
        """Try whether a GPU can be used, for a while where others share it.

        It may be full of a submission that will have reached its limits by then.
        """
        until_s = time.monotonic() + (_PATIENCE_S if self._shares_gpu else 0)
        with self._warm(assignment, device).jail() as jail:
            while True:
                try:
                    return devices.require_gpu(jail, device)
                except DeviceError:
                    if time.monotonic() > until_s:
                        raise
                time.sleep(_PAUSE_S)

    def _note_cpu(self, assignment: Assignment, why: str) -> None:
        self._notes[assignment.name] = _("graded on the CPU: {why}", why=why)

    def worker(self, assignment: Assignment) -> AnyWarm:
        """Return the warm process that an assignment's submissions are forked from.

        Raises:
            UsageError: there is no such device.
            SandboxError: it does not start.
        """
        return self._warm(assignment, self.device(assignment))

    def _warm(self, assignment: Assignment, device: str) -> AnyWarm:
        manifest = assignment.manifest
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
        """Grade a submission, and look its code through; see :func:`grader.grading.grade`.

        With "auto", a submission whose GPU was lost meanwhile is graded again on the CPU.

        Raises:
            DeviceError: the GPU was lost, and was asked for; or the fingerprint is of it.
        """
        try:
            report = self._graded(assignment, submission, only, fingerprint)
        except DeviceError as error:
            if self._device != "auto" or fingerprint:
                raise
            self._devices[assignment.name] = "cpu"
            self._note_cpu(assignment, error.message)
            report = self._graded(assignment, submission, only, fingerprint)

        if note := self._notes.get(assignment.name):
            report = replace(report, notes=(*report.notes, note))
        if self._reviewer is None:
            return report
        return replace(report, review=self._reviewer.review(assignment.manifest, submission))

    def _graded(
        self,
        assignment: Assignment,
        submission: Submission,
        only: Sequence[str] | None,
        fingerprint: SubmissionFingerprint | None,
    ) -> Report:
        return grading.grade(
            assignment,
            submission,
            self.worker(assignment),
            self.listener,
            collections=self._collections,
            device=self.device(assignment),
            only=only,
            fingerprint=fingerprint,
        )

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
