"""A class of 300 by `grade batch --jobs 2`: right and mistaken submissions to two_layer_numpy, one
in ten hostile.

Prints how many were graded, how many differ from what the same submission gets alone (by a fresh
examiner each), the memory of the command and its examiners as time goes by, and where the CPU
seconds went.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from classes import ROOT, make, texts

ASSIGNMENT = "two_layer_numpy"
NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 300
ALONE = int(sys.argv[2]) if len(sys.argv) > 2 else 60  # the first so many


def main():
    """Grade them together, then each alone."""
    with tempfile.TemporaryDirectory() as room:
        samples = list(islice(texts(ASSIGNMENT), NUMBER))
        folder = make(Path(room, "class"), NUMBER, samples)
        together = scores(run(folder, Path(room, "together.sqlite")))
        alone, names = {}, {}
        for n, (name, _text) in enumerate(samples[:ALONE]):
            (file,) = folder.glob(f"s{n:03}-*")
            single = Path(room, f"alone{n}")
            single.mkdir()
            (single / file.name).write_bytes(file.read_bytes())
            alone |= scores(quiet(single, Path(room, f"alone{n}.sqlite")))
            names[n] = name
        different = {key for key in alone if alone[key] != together[key]}
        print(
            f"{len(alone)} of them alone, {len(set(names.values()))} different samples: {len(different)} differ"
        )
        for key in sorted(different):
            print(f"  {key}: {together[key]} together, {alone[key]} alone")


def command(folder, book, jobs):
    words = [
        sys.executable,
        "-m",
        "grader",
        "batch",
        folder,
        "-a",
        ASSIGNMENT,
        "--gradebook",
        book,
        "--jobs",
        jobs,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return list(map(str, words)), {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL}


def quiet(folder, book):
    words, options = command(folder, book, 1)
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL, **options)
    return book


def run(folder, book):
    """Grade a class, and watch the memory meanwhile."""
    words, options = command(folder, book, 2)
    started = time.monotonic()
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, **options) as process:
        done = 0
        for line in process.stderr:
            done += line[:1].isdigit() and f"/{NUMBER} " in line
            if done and done % (NUMBER // 6) == 0 and line[:1].isdigit():
                print(f"after {done}: {memory(process.pid)}", flush=True)
    print(f"{done} graded in {time.monotonic() - started:.0f} s, exit code {process.returncode}")
    return book


def memory(pid):
    """Resident memory, in MB, of the command and of what it started."""
    listed = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "rss="], capture_output=True, text=True, check=True
    ).stdout
    own = subprocess.run(
        ["ps", "-p", str(pid), "-o", "rss="], capture_output=True, text=True, check=True
    ).stdout
    examiners = " and ".join(
        f"{int(rss) / 1024:.0f}" for rss in listed.split() if int(rss) > 1 << 15
    )
    return f"command {int(own) / 1024:.0f} MB, examiners {examiners} MB"


def scores(book):
    """Give what each student got, check by check; print where the CPU went."""
    with sqlite3.connect(book) as database:
        rows = database.execute(
            "SELECT key, score,"
            " (SELECT group_concat(json_extract(value, '$.score')) FROM json_each(report, '$.checks'))"
            " FROM gradings JOIN submissions ON submissions.id = submission JOIN students ON students.id = student"
            " WHERE current"
        ).fetchall()
        if len(rows) > 1:
            examiner, submission, wall = database.execute(
                "SELECT avg(examiner_cpu_s), avg(submission_cpu_s), avg(wall_s) FROM gradings"
            ).fetchone()
            print(
                f"each: {examiner:.2f} s of the examiner's CPU, {submission:.2f} s of the submission's, {wall:.2f} s"
            )
    return {key: (score, checks) for key, score, checks in rows}


if __name__ == "__main__":
    main()
