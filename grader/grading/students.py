"""The proxies that checks call: of the submission's functions, or of the reference's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checks.student import Student
from grader.errors import StudentError
from grader.sandbox import libraries
from grader.submission.source import Source

if TYPE_CHECKING:
    from grader.checks.assignment import Assignment
    from grader.checks.stand_ins import StandIns
    from grader.sandbox.child import Child
    from grader.sandbox.libraries import Libraries
    from grader.sandbox.limits import Limits
    from grader.sandbox.spare import Spare
    from grader.sandbox.warms import AnyJail
    from grader.submission import Submission


@dataclass(frozen=True)
class Students:
    """Makes a proxy for each check.

    Args:
        jail: the place where the submission's processes run.
        spare: keeps a process that a check left as it was, for the next check.
    """

    assignment: Assignment
    submission: Submission
    jail: AnyJail
    device: str
    spare: Spare

    def of_submission(self, limits: Limits, reference: StandIns | None) -> Student:
        """Make a proxy of the submission's functions.

        Args:
            limits: for the calls of one check.
            reference: answers for the submission's functions where the check asks for it.
        """
        return Student(
            self.assignment.manifest.functions,
            self.submission.source,
            self._fork,
            limits,
            self.device,
            self.submission.beside,
            reference,
            self.spare,
            self._libraries(),
        )

    def of_reference(self, limits: Limits, file: Path) -> Student:
        """Make a proxy of the reference's functions, in a process like the submission's."""
        source = Source(file.name, file.read_text("utf-8"))

        def fork(limits: Limits) -> Child:
            return self.jail.fork(limits, file.name)

        return Student(self.assignment.manifest.functions, source, fork, limits, self.device)

    def _libraries(self) -> Libraries | None:
        manifest = self.assignment.manifest
        selection = libraries.selection_of(manifest.imports, manifest.preload)
        return selection.libraries if selection else None

    def _fork(self, limits: Limits) -> Child:
        """Fork a process for the submission.

        Raises:
            StudentError: the submission could not be read.
        """
        if self.submission.problem:
            reason, place = self.submission.reason, self.submission.place
            raise StudentError(reason, self.submission.problem, place=place)
        return self.jail.fork(limits, self.submission.source.filename)
