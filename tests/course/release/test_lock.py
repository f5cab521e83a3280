"""The exact versions of all that a requirement needs, as lines that pip reads."""

from importlib.metadata import version

import pytest
from packaging.requirements import Requirement

from grader.course.release.lock import pins


@pytest.fixture
def distribution(tmp_path, monkeypatch):
    """Makes a distribution that is found as if it were installed."""
    monkeypatch.syspath_prepend(tmp_path)

    def distribution(name, version, *needs):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {each}" for each in needs]
        (folder / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")

    return distribution


def test_every_line_is_what_is_installed_here():
    wanted = [Requirement(line) for line in pins("gradekit[html]")]
    assert {"torch", "numpy", "msgspec", "matplotlib"} <= {each.name for each in wanted}
    assert "gradekit" not in {each.name for each in wanted}
    for each in wanted:
        assert each.specifier.contains(version(each.name), prereleases=True), each


def test_a_build_is_left_out_of_a_version(distribution):
    distribution("aa", "1", "bb>=1")
    distribution("bb", "2.13.0+cu126")
    assert pins("aa") == ["bb==2.13.0"]


def test_extras_that_nobody_asked_for_are_left_out(distribution):
    distribution("aa", "1", 'bb; extra == "pictures"', 'cc; extra == "sound"')
    distribution("bb", "1")
    distribution("cc", "1")
    assert pins("aa[pictures]") == ["bb==1"]
    assert pins("aa") == []


def test_what_is_needed_under_a_condition_is_pinned_under_it(distribution):
    here = 'python_version >= "3"'
    distribution("aa", "1", f"bb; {here}", "cc")
    distribution("bb", "1", 'dd>1; os_name != "odd"', f"cc; {here}")
    distribution("cc", "1")
    distribution("dd", "2")
    assert pins("aa") == [
        f"bb==1 ; {here}",
        "cc==1",
        f'dd==2 ; {here} and os_name != "odd"',
    ]


def test_what_another_pins_and_what_is_not_installed_is_left_out(distribution):
    distribution("aa", "1", "bb==1", "cc==1.*", "absent")
    distribution("bb", "1")
    distribution("cc", "1.5")
    assert pins("aa") == ["cc==1.5"]


def test_a_circle_ends(distribution):
    distribution("aa", "1", "bb")
    distribution("bb", "1", "aa", "bb")
    assert pins("aa") == ["bb==1"]
