"""One table of what grading costs, each thing over another that is measured in turn with it.

    python tests/benchmarks/table.py                      all rows: about 12 minutes on two cores
    python tests/benchmarks/table.py tiers check          some rows
    python tests/benchmarks/table.py --quick page         once, and with small classes: to try it
    python tests/benchmarks/table.py --write              also docs/performance.md and its plot

Each group of rows runs in a fresh process. `--write` replaces the groups that ran in
`results.json`, and writes the document from all that is there.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from dataclasses import asdict
from pathlib import Path

sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[:2]]

import cpu
import document
from rows import ROOT, Row

GROUPS = {
    "examiner": "examiners",
    "training": "examiners",
    "tiers": "examiners",
    "check": "commands",
    "watch": "commands",
    "mixed": "batches",
    "light": "batches",
    "jobs": "batches",
    "trained": "batches",
    "sizes": "batches",
    "page": "batches",
    "pytest_": "others",
    "otter": "others",
    "nbgrader": "others",
    "check50": "others",
}


def main():
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "groups", nargs="*", choices=[*GROUPS, []], metavar="GROUP", help=", ".join(GROUPS)
    )
    parser.add_argument("--quick", action="store_true", help="once, and with small classes")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick and options.write:
        parser.error("--quick is to try the table, not for the document")
    if options.measure:
        measure(options.groups[0], options.quick)
        return

    compile_all()
    for name in options.groups or GROUPS:
        found = fresh(name, quick=options.quick)
        print("\n".join(document.lines(found["rows"])), flush=True)
        if options.write:
            document.write(document.kept() | {name: found})


def measure(group, quick):
    """Print the rows of a group for the process that asked for them."""
    cpu.count()  # what starts from now on is counted
    rows = getattr(importlib.import_module(GROUPS[group]), group)(quick)
    # Whatever else prints must not get among them.
    print("\n" + json.dumps([asdict(row) for row in rows]))


def compile_all():
    """Compile all modules, as pip does when it installs: no command is to do it while it counts."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in (ROOT / "grader", sysconfig.get_path("purelib")):
        compileall.compile_dir(folder, quiet=2)


def fresh(group, *, quick):
    """Measure a group in a process of its own."""
    command = [sys.executable, __file__, group, "--measure", *(["--quick"] if quick else [])]
    start_s, load = time.monotonic(), os.getloadavg()[0]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    rows = [Row(group, skipped=f"ended with exit code {done.returncode}", count="")]
    if not done.returncode:
        rows = [document.read(row) for row in json.loads(done.stdout.splitlines()[-1])]
    taken_s = time.monotonic() - start_s
    print(f"# {group}: {taken_s:.0f} s", file=sys.stderr, flush=True)
    return {
        "rows": rows,
        "date": time.strftime("%Y-%m-%d"),
        "load": [load, os.getloadavg()[0]],
        "seconds": taken_s,
    }


if __name__ == "__main__":
    main()
