"""A folder to fill with what a platform would, and a reader of it."""

import os
import zipfile

import pytest
from classroom.shown import CODE

from grader.classroom.hand_ins import understand
from grader.classroom.roster import Roster


@pytest.fixture
def tree(tmp_path):
    """Write files below a folder, each a second newer than the one before.

    An empty name ending in / is a folder.
    """

    def make(*names, folder="download"):
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        for second, name in enumerate(names):
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(CODE, "utf-8")
            os.utime(path, (1_700_000_000 + second,) * 2)
        return root

    return make


@pytest.fixture
def zipped(tmp_path):
    """Zip a folder's content, as a platform does."""

    def make(root, name="download.zip", top=""):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(root.rglob("*")):
                archive.write(file, f"{top}{file.relative_to(root)}")
        return path

    return make


@pytest.fixture
def roster(tmp_path):
    def make(text):
        file = tmp_path / "roster.csv"
        file.write_text(text, "utf-8")
        return Roster.read(file)

    return make


@pytest.fixture
def take():
    """Read a folder or a zip; what it says stays valid, though not what was unpacked."""

    def make(path, roster=None, assignment="fizzbuzz"):
        with understand(path, assignment, roster) as intake:
            return intake

    return make


@pytest.fixture
def placed(take):
    """Give (key, file name) of all that was placed, in order."""

    def make(path, roster=None):
        return [(one.person.key, one.path.name) for one in take(path, roster).hand_ins]

    return make
