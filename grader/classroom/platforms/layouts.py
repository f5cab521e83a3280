"""How a class's hand-ins can lie in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.classroom.intake import named
from grader.classroom.intake.findings import Findings
from grader.classroom.intake.listing import Listing
from grader.classroom.platforms import (
    canvas_download,
    clones,
    gradescope_export,
    moodle_download,
    nbgrader,
)
from grader.language import later

_OF_FILES = later(
    "The times are those of the files: what copied or unpacked them may have changed them."
)
_OF_COMMITS = later("The times are those of the last commits: the student's own word.")
_OF_NBGRADER = later(
    "Only submitted/ was read; the times are nbgrader's, or else those of the files."
)


@dataclass(frozen=True)
class Layout:
    """One way.

    Attributes:
        words: what it is called, for people.
        fits: say whether a folder looks like it, for an assignment.
        read: find the hand-ins.
        times: what to know of their times.
        platform: it is told by what a platform writes, and so surely that no deeper folder is
            looked into.
    """

    words: str
    fits: Callable[[Listing, str], bool]
    read: Callable[[Listing, str], Findings]
    times: str = ""
    platform: bool = True


LAYOUTS = (  # in the order in which they are tried
    Layout(later("Gradescope's export"), gradescope_export.fits, gradescope_export.read),
    Layout(later("nbgrader's submitted folder"), nbgrader.fits, nbgrader.read, _OF_NBGRADER),
    Layout(later("Moodle's download"), moodle_download.fits, moodle_download.read, _OF_FILES),
    Layout(later("Canvas's bulk download"), canvas_download.fits, canvas_download.read),
    Layout(later("clones of repositories"), clones.fits, clones.read, _OF_COMMITS),
    Layout(
        later("a folder for each student"),
        named.only_folders,
        named.read,
        _OF_FILES,
        platform=False,
    ),
    Layout(
        later("a file for each student"), named.only_files, named.read, _OF_FILES, platform=False
    ),
    Layout(
        later("files and folders named after students"),
        named.anything,
        named.read,
        _OF_FILES,
        platform=False,
    ),
)


def layout_of(listing: Listing, assignment: str) -> Layout:
    """Give the first that fits; the last one always does."""
    return next(layout for layout in LAYOUTS if layout.fits(listing, assignment))
