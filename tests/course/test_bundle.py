"""An assignment as one value."""

from grader.checks import assignment as assignments
from grader.course import bundle


def loaded(course, solutions=True):
    return assignments.load(
        course / "assignments/tiny", course / "solutions" if solutions else None
    )


def test_the_same_files_give_the_same_bytes(course):
    first = bundle.pack(loaded(course))
    (course / "solutions/tiny/solution.py").touch()
    assert bundle.pack(loaded(course)) == first


def test_what_is_unpacked_is_the_assignment(course, tmp_path):
    (course / "solutions/tiny/mistakes").mkdir()
    (course / "solutions/tiny/mistakes/one.py").write_text("# one\n")
    (course / "solutions/mistakes").mkdir()
    (course / "solutions/mistakes/shared.py").write_text("# by tiny\n")
    (course / "solutions/mistakes/of_others.py").write_text("# by others\n")
    there = bundle.unpack(bundle.pack(loaded(course)), tmp_path / "room")
    assert there.name == "tiny"
    assert [file.name for file in there.mistake_files] == ["one.py", "shared.py"]
    assert there.manifest == loaded(course).manifest
    assert (there.solutions / "mistakes/one.py").read_text() == "# one\n"
    assert there.reference_file.read_text() == (course / "solutions/tiny/solution.py").read_text()


def test_without_solutions_it_has_none(course, tmp_path):
    assert (
        bundle.unpack(bundle.pack(loaded(course, solutions=False)), tmp_path / "room").solutions
        is None
    )


def test_what_python_and_editors_leave_stays_behind(course, tmp_path):
    for name in ("__pycache__/x.pyc", ".git/config", ".test_hidden.py.swp"):
        file = course / "solutions/tiny" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    there = bundle.unpack(bundle.pack(loaded(course)), tmp_path / "room")
    assert sorted(file.name for file in there.solutions.iterdir()) == [
        "solution.py",
        "test_hidden.py",
    ]
