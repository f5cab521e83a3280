"""How a class's hand-ins can lie in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.classroom.intake import named
from grader.classroom.intake.listing import Listing
from grader.classroom.intake.placing import Placing
from grader.classroom.platforms import canvas, clones, gradescope, moodle, nbgrader
from grader.language import later

_OF_FILES = later(
    "The times are those of the files: what copied or unpacked them may have changed them."
)
_OF_COMMITS = later(
    "The times are those of the last commits, which the students' own clocks wrote."
)
_OF_NBGRADER = later(
    "Only submitted/ was read; the times are nbgrader's, or else those of the files."
)


@dataclass(frozen=True)
class Layout:
    """A way in which hand-ins lie in a folder.

    Attributes:
        title: what it is called, for people.
        fits: whether a folder looks like it, for an assignment.
        read: yield the hand-ins.
        times: what to know of their times.
        platform: it is recognised by what a platform writes, and so surely that no deeper folder is
            looked into.
    """

    title: str
    fits: Callable[[Listing, str], bool]
    read: Callable[[Listing, str], Placing]
    times: str = ""
    platform: bool = True


_PLATFORMS = (
    Layout(later("Gradescope's export"), gradescope.fits, gradescope.read),
    Layout(later("nbgrader's submitted folder"), nbgrader.fits, nbgrader.read, _OF_NBGRADER),
    Layout(later("Moodle's download"), moodle.fits, moodle.read, _OF_FILES),
    Layout(later("Canvas's bulk download"), canvas.fits, canvas.read),
    Layout(later("clones of repositories"), clones.fits, clones.read, _OF_COMMITS),
)


def _by_name(title: str, fits: Callable[[Listing, str], bool]) -> Layout:
    return Layout(title, fits, named.read, _OF_FILES, platform=False)


# In the order in which they are tried; the last one always fits.
LAYOUTS = (
    *_PLATFORMS,
    _by_name(later("a folder for each student"), named.only_folders),
    _by_name(later("a file for each student"), named.only_files),
    _by_name(later("files and folders named after students"), named.anything),
)


def layout_of(listing: Listing, assignment: str) -> Layout:
    """Return the first layout that fits."""
    return next(layout for layout in LAYOUTS if layout.fits(listing, assignment))
