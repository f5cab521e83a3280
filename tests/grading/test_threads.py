"""Where grading happens, each library has one thread, and afterwards as many as before."""

import subprocess
import sys

PROGRAM = """
import json, sys
from pathlib import Path
import threadpoolctl
from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.results import Tier

def threads():
    return sorted({pool["num_threads"] for pool in threadpoolctl.threadpool_info()})

course, homework = map(Path, sys.argv[1:])
assignment = assignments.load(course / "assignments/tiny", course / "solutions")
import numpy, torch
torch.set_num_threads(3)
before = threads(), torch.get_num_threads()
with Grader(Tier.E, "cpu") as grader:
    report = grader.grade_file(assignment, homework)
after = threads(), torch.get_num_threads()
print(json.dumps([report.checks[0].message, report.score, before == after]))
"""
CHECK = """
import pytest, threadpoolctl, torch

@pytest.mark.points(60)
def test_threads(student):
    \"\"\"threads\"\"\"
    student.double(1)
    pools = threadpoolctl.threadpool_info()
    assert {pool["num_threads"] for pool in pools} | {torch.get_num_threads()} == {1}, pools
"""
HIDDEN = """
import pytest

@pytest.mark.points(40)
def test_nothing():
    \"\"\"nothing\"\"\"
"""


def test_a_program_that_grades_has_one_thread_for_each_library_meanwhile(course, tmp_path):
    (course / "assignments/tiny/test_public.py").write_text(CHECK)
    (course / "solutions/tiny/test_hidden.py").write_text(HIDDEN)
    homework = tmp_path / "homework.py"
    homework.write_text("def double(x):\n    return 2 * x\n")
    words = [sys.executable, "-c", PROGRAM, course, homework]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={"PATH": "/bin"})
    assert done.stdout == '["", 100.0, true]\n', done.stderr
