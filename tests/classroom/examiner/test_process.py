"""An examiner's process: it grades, says what it cannot do, and leaves nothing however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import msgspec
import pytest

from grader.checks import assignment as assignments
from grader.classroom.examiner.process import ExaminerLostError, RefusedError
from grader.course import bundle
from grader.results import Outcome

ENDLESS = b"def double(x):\n    while True:\n        pass\n"


def processes_of(folder):
    """The processes whose command line names a folder."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    ).stdout
    return [line.split()[0] for line in listed.splitlines() if str(folder) in line]


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_it_grades_one_after_the_other(begin, order, examiner_of):
    examiner = examiner_of(begin)
    assert examiner.grade(order()).report.score == 100
    assert examiner.grade(order(b"def double(x):\n    return 2 * x\n")).report.score == 40
    graded = examiner.grade(order(b"def double(x:\n"))
    assert graded.report.score == 0
    assert graded.wall_s > 0
    assert graded.examiner_cpu_s > 0


def test_it_gives_the_text_and_what_it_was_graded_by(begin, order, examiner_of):
    graded = examiner_of(begin).grade(order())
    assert graded.text == order().picked.data.decode()
    assert all(vars_of(graded.basis).values())


def vars_of(basis):
    return {name: getattr(basis, name) for name in basis.__dataclass_fields__}


def test_earlier_results_come_along(begin, order, examiner_of):
    examiner = examiner_of(begin)
    first = examiner.grade(order()).report
    second = examiner.grade(order(earlier=first)).report
    assert [check.recalled for check in second.checks] == [True, True]
    assert second == first


def test_it_speaks_the_requested_language(begin, order, examiner_of):
    report = (
        examiner_of(msgspec.structs.replace(begin, language="zh")).grade(order(b"x = 1\n")).report
    )
    assert not report.checks[0].message.isascii()


def test_a_check_that_cannot_be_read_is_refused_for_all(course, begin, order, examiner_of):
    (course / "solutions/tiny/test_hidden.py").write_text("def test_nothing(:\n")
    packed = bundle.pack(assignments.load(course / "assignments/tiny", course / "solutions"))
    with pytest.raises(RefusedError, match="cannot be read") as caught:
        examiner_of(msgspec.structs.replace(begin, course=packed)).grade(order())
    assert caught.value.exit_code == 3


def test_a_device_that_is_not_there_is_refused(begin, order, examiner_of, course):
    toml = course / "assignments/tiny/assignment.toml"
    toml.write_text(toml.read_text("utf-8").replace('["numpy"]', '["numpy", "torch"]'))
    packed = bundle.pack(assignments.load(course / "assignments/tiny", course / "solutions"))
    with pytest.raises(RefusedError, match="no cuda:99") as caught:
        examiner_of(msgspec.structs.replace(begin, course=packed, device="cuda:99")).grade(order())
    assert caught.value.exit_code == 2


def test_one_that_is_killed_says_so(begin, order, examiner_of):
    examiner = examiner_of(begin)
    examiner.grade(order())
    examiner._process.kill()
    with pytest.raises(ExaminerLostError, match="signal 9"):
        examiner.grade(order())


def test_it_ends_in_the_middle_of_a_submission_when_its_line_is_hung_up(begin, order, examiner_of):
    examiner = examiner_of(begin)
    examiner.grade(order())
    threading.Timer(0.3, examiner.hang_up).start()
    with pytest.raises(ExaminerLostError):
        examiner.grade(order(ENDLESS))
    wait_until(lambda: not processes_of(examiner._room.name))


def test_nothing_is_left_when_it_is_closed(begin, order, examiner_of):
    examiner = examiner_of(begin)
    room = Path(examiner._room.name)
    examiner.grade(order())
    assert (room / "solutions/tiny/solution.py").is_file()
    examiner.close()
    assert not room.exists()


def test_nothing_is_left_when_it_was_killed(begin, order, examiner_of):
    examiner = examiner_of(begin)
    examiner.grade(order())
    examiner._process.kill()
    examiner.close()
    assert not Path(examiner._room.name).exists()


def test_no_file_of_the_current_folder_is_imported(
    begin, order, examiner_of, tmp_path, monkeypatch
):
    (tmp_path / "numpy.py").write_text("raise SystemExit('not mine')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert examiner_of(begin).grade(order()).report.score == 100


def test_a_killed_warm_process_costs_no_points(begin, order, examiner_of):
    examiner = examiner_of(begin)
    examiner.grade(order())
    children = (
        Path(f"/proc/{examiner._process.pid}/task/{examiner._process.pid}/children")
        .read_text()
        .split()
    )
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    report = examiner.grade(order()).report
    assert report is None or {check.outcome for check in report.checks} <= {
        Outcome.PASSED,
        Outcome.BROKEN,
    }
    assert examiner.grade(order()).report.score == 100
