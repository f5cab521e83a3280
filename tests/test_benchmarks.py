"""The table of what grading costs can be measured; what it says is not tested."""

import subprocess
import sys

import pytest
from tools import ROOT


def table(*words):
    command = [sys.executable, ROOT / "tests/benchmarks/table.py", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


@pytest.mark.forks  # from a warm process
def test_the_table_measures_a_warm_examiner_and_the_bare_functions():
    done = table("--quick", "examiner")
    assert done.returncode == 0, done.stderr
    assert "a warm examiner: two_layer_numpy" in done.stdout
    assert "its functions, bare" in done.stdout
    assert "skipped" not in done.stdout


def test_a_quick_table_is_not_for_the_document():
    done = table("--quick", "--write", "examiner")
    assert done.returncode == 2
    assert "not for the document" in done.stderr
