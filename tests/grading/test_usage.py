"""The CPU seconds that a report names are those that others count, in every tier.

A control group where this process may make one, else what is reaped of the submission's process.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import tiers

PROGRAM = """
import json, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import cpu
from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.results import Tier

cpu.count()  # what starts from now on is counted
course, homework = map(Path, sys.argv[2:4])
assignment = assignments.load(course / "assignments/tiny", course / "solutions")

def grade(grader, name):
    # The score, the CPU seconds that the report names, and those of all others that count.
    before, ours, reaped = cpu.settled_s(), time.process_time(), worker.children_cpu_s
    # Of hidden checks, a report names none.
    report = grader.grade_file(assignment, homework.with_name(name), only=["test_public"])
    ours = time.process_time() - ours
    reported = sum(check.usage.cpu_s for check in report.checks)
    counted = cpu.settled_s() - before - ours
    if cpu.count() == cpu.RUSAGE:
        counted = worker.children_cpu_s - reaped
    return report.score, reported, counted

with Grader(Tier[sys.argv[4]], "cpu") as grader:
    worker = grader.worker(assignment)
    grade(grader, "quick.py")
    _, _, besides = grade(grader, "quick.py")
    score, reported, counted = grade(grader, homework.name)
print(json.dumps([score, reported, counted - besides]))
"""
CHECK = '''
import pytest

@pytest.mark.points(50)
def test_{kind}(student):
    """{kind}"""
    assert student.double(1) == 2
'''
WORK = """
import os, threading, time

def work(seconds, clock=time.process_time):
    until = clock() + seconds
    while clock() < until:
        pass

def double(x):
    work(0.4)
    beside = threading.Thread(target=work, args=(0.4, time.thread_time))
    beside.start()
    beside.join()
    if not (pid := os.fork()):
        work(0.4)
        os._exit(0)
    os.waitpid(pid, 0)
    return 2 * x
"""


@pytest.mark.forks
@pytest.mark.parametrize("tier", tiers.ALL)
def test_a_report_and_another_count_the_same(course, tmp_path, tier):
    (course / "assignments/tiny/test_public.py").write_text(CHECK.format(kind="public"))
    (course / "solutions/tiny/test_hidden.py").write_text(CHECK.format(kind="hidden"))
    homework = tmp_path / "homework.py"
    homework.write_text(WORK)
    (tmp_path / "quick.py").write_text("def double(x):\n    return 2 * x\n")
    benchmarks = Path(__file__).parents[1] / "benchmarks"
    words = [sys.executable, "-c", PROGRAM, benchmarks, course, homework, tier.name]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    score, reported, counted = json.loads(done.stdout)
    assert score == 50
    assert reported == pytest.approx(counted, rel=0.2)
    assert reported > 1.1
