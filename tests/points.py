"""What docs/points.md says: the checks of each function, and their points."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_ROW = re.compile(r"^\| (.+?) \| ([\d.]+) \| (.+) \|$")
_CHECK = re.compile(r"`(test_\w+)` ([\d.]+)")
Table = dict[str, dict[str, float]]


def tables() -> dict[str, Table]:
    """Return the points of each check, by assignment and by function ("" for all functions)."""
    found: dict[str, Table] = {}
    for line in (ROOT / "docs/points.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            assignment = line.removeprefix("## ")
        if row := _ROW.match(line):
            function = row[1].strip("`") if row[1].startswith("`") else ""
            checks = {name: float(points) for name, points in _CHECK.findall(row[3])}
            assert sum(checks.values()) == float(row[2]), line
            found.setdefault(assignment, {})[function] = checks
    return found
