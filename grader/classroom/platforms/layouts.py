"""How a class's hand-ins can lie in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.classroom.intake import named
from grader.classroom.intake.listing import Listing
from grader.classroom.intake.placing import Placing, Wanted
from grader.classroom.platforms import (
    blackboard,
    brightspace,
    canvas,
    clones,
    gradescope,
    moodle,
    nbgrader,
    sakai,
    vpl,
)
from grader.language import later

_OF_FILES = later(
    "The times are those of the files: what copied or unpacked them may have changed them."
)
_OF_COMMITS = later(
    "The times are those of the last commits, which the students' own clocks wrote."
)
_OF_NBGRADER = later("The times are nbgrader's, or else those of the files.")
_OF_SAKAI = later("The times are Sakai's, or else those of the files.")
_OF_SERVER = later(
    "The times are those in the names, which the server's clock wrote: they are read in the "
    "course's time zone."
)
NO_TIMES = later(
    "The download does not say when anything was handed in: nobody is late. Moodle's grading "
    "worksheet says it; give it as --roster."
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
        has_times: whether the download itself says when anything was handed in.
    """

    title: str
    fits: Callable[[Listing, str], bool]
    read: Callable[[Listing, Wanted], Placing]
    times: str = ""
    platform: bool = True
    has_times: bool = True


_PLATFORMS = (
    Layout(later("Gradescope's export"), gradescope.fits, gradescope.read),
    Layout(later("nbgrader's submissions"), nbgrader.fits, nbgrader.read, _OF_NBGRADER),
    Layout(later("Moodle's download"), moodle.fits, moodle.read, NO_TIMES, has_times=False),
    Layout(later("VPL's download"), vpl.fits, vpl.read, _OF_SERVER),
    Layout(later("Blackboard's download"), blackboard.fits, blackboard.read, _OF_SERVER),
    Layout(later("Brightspace's download"), brightspace.fits, brightspace.read, _OF_SERVER),
    Layout(later("Sakai's download"), sakai.fits, sakai.read, _OF_SAKAI),
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
