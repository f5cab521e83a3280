"""A course is only read.

What grades, proves, reports or packs leaves no file in it, and none of them changed.
"""

import pytest
from cli.conftest import RIGHT, SOLUTION

MISTAKE = '''
"""double triples."""

CHECKS = ("test_double",)
HINT = {"en": "Twice, not three times.", "zh": "是两倍，不是三倍。"}


def double(x):
    return 3 * x
'''
COMMANDS = {
    "check": [
        "check",
        "{handed_in}/ada.py",
        "-a",
        "tiny",
        "-o",
        "{out}/ada.txt",
        "--html",
        "{out}/ada.html",
    ],
    "check here": ["check", "--format", "json"],
    "batch": [
        "batch",
        "{handed_in}",
        "-a",
        "tiny",
        "--gradebook",
        "{out}/new.sqlite",
        "--isolation",
        "E",
    ],
    "validate": ["validate"],
    "report": ["report", "{out}/gradebook.sqlite", "-o", "{out}/pages"],
    "export": ["export", "csv", "-a", "tiny", "--gradebook", "{out}/gradebook.sqlite"],
    "pack": [
        "export",
        "gradescope-autograder",
        "tiny",
        "-o",
        "{out}/autograder.zip",
        "--timeout",
        "20",
    ],
    "release": ["release", "-o", "{out}/students"],
    "doctor": ["doctor"],
}
# As most people have it, and as those do who keep bytecode away.
WRITING = {"PYTHONDONTWRITEBYTECODE": None, "PYTHONPYCACHEPREFIX": None}


def state_of(folder):
    """What lies in a folder: names, kinds, times, and what stands in the files."""
    return {
        path.relative_to(folder): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.is_file() and path.read_bytes(),
        )
        for path in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def places(grade, course, write, tmp_path):
    """A course from which stubs were made, what is handed in for it, and a gradebook.

    Both elsewhere.
    """
    handed_in, out = tmp_path / "handed in", tmp_path / "out"
    write(
        course,
        {"solutions/tiny/solution.py": SOLUTION, "solutions/tiny/mistakes/triples.py": MISTAKE},
    )
    write(handed_in, {"ada.py": RIGHT, "bob.py": RIGHT.replace("2", "3")})
    out.mkdir()
    places = {"handed_in": handed_in, "out": out}
    assert grade("release").returncode == 0
    words = [
        "batch",
        handed_in,
        "-a",
        "tiny",
        "--gradebook",
        out / "gradebook.sqlite",
        "--isolation",
        "E",
    ]
    assert grade(*words).returncode == 0
    return places


@pytest.fixture
def read_only(course, places):
    """The course, which nobody but root may write."""
    inside = [course, *course.rglob("*")]
    for path in inside:
        path.chmod(path.stat().st_mode & ~0o222)
    yield course
    for path in inside:
        path.chmod(path.stat().st_mode | 0o200)


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_command_leaves_the_course_as_it_is(grade, read_only, places, words):
    before = state_of(read_only)
    done = grade(*(word.format(**places) for word in words), **WRITING)
    assert done.returncode in (0, 1), done.stderr
    assert state_of(read_only) == before
