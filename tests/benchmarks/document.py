"""The table as text, docs/performance.md and its plot."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
from dataclasses import asdict
from pathlib import Path

from rows import ROOT, Limit, Row

RESULTS = Path(__file__).resolve().with_name("results.json")
DOCUMENT = ROOT / "docs/performance.md"
PLOT = ROOT / "docs/pictures/performance.svg"
HEADINGS = {
    "What a submission costs": ("examiner", "training", "tiers"),
    "A student's commands": ("check", "watch"),
    "A class": ("mixed", "light", "jobs", "trained", "sizes", "page"),
    "Other graders": ("pytest_", "otter", "nbgrader", "check50"),
}
COLUMNS = ("measured", "median", "over", "median", "ratio", "lowest to highest")
EXPLAINED = """\
# What grading costs, over what else could be done

`python tests/benchmarks/table.py --write` measured all of this and wrote this page. The two sides of a ratio are
measured in turn (A B A B), so that other work on the machine weighs on both: read the ratios, since the times hold for
this machine only. The ratio is the median of the pairs' ratios, with the lowest and the highest beside it.

*CPU* is that of all processes. {count}

{machine}

*Bare* is what the functions of the submission need by themselves: the calls that a grading makes are recorded, and
repeated in a warm process without the grader. *A warm examiner* is that of `grade batch` after its first submission:
reading the file, the jail, the functions, the comparisons and the review of the code, for a text that it has not seen.
Submissions are right unless a row says otherwise. The lesson's 10 000 epochs are four times a run of 2 500. The page of
a class is that of made-up students; `--write` keeps groups of rows that did not run again.

![ratios](pictures/performance.svg)
"""
GOALS = """\
Goals in seconds are of a machine that does nothing else; here other work ran beside, so half of the CPU time is in a row
of its own: what two idle cores would take at the least. Submissions differ in their text, not in what they compute.
"""
LEFT = """\
What is left, by profiles of two quiet cores: a grading of two_layer_numpy is 80 calls in another process (of
two_layer_torch 110), and each takes about 0.3 ms on either side: a message, the memory that both share, two looks at the
clock, and to wake up. A process's fork and end take 6 ms, with torch loaded 16 to 23 ms; tier A's jail 15 to 40 ms; looking
the code through for its instructor 12 ms; the values that are drawn, compared and remembered the rest. FizzBuzz's goal would need
less than its functions take, since *bare* repeats what a grading calls: what the examiner recomputes is 0.15 × of the
training. Memory grows until each recorded mistake has been compared with once (400 submissions here), and not after that.
"""
OTHERS = """\
The other graders run nearly the same comparisons, written without gradekit (`tests/benchmarks/comparisons.py`), in the
process of the submission: a few examples fewer, and of two_layer_torch without the check that results stay on their
device. They are measured without a container, so their costs include no isolation; ours do (tier A). Starting is left
out where a grader starts once for a class: ours, and that of nbgrader (five students less one, by four). Plain pytest,
without plugins, `otter run` and `check50 --dev` start for each student. otter-grader, nbgrader and check50 are what pip
installed into virtual environments of their own on {date}.
"""


def kept():
    """The groups that were measured last."""
    if not RESULTS.exists():
        return {}
    groups = json.loads(RESULTS.read_text("utf-8"))
    return {
        name: group | {"rows": [read(row) for row in group["rows"]]}
        for name, group in groups.items()
    }


def read(row):
    limit = row.pop("limit")
    return Row(**row, limit=limit and Limit(**limit))


def write(groups):
    """Keep the results, and write the document and its plot."""
    plain = {
        name: group | {"rows": [asdict(row) for row in group["rows"]]}
        for name, group in groups.items()
    }
    RESULTS.write_text(json.dumps(plain, indent=1, default=list) + "\n", "utf-8")
    parts = [EXPLAINED.format(count=counted(groups), machine=machine(groups)), goals(groups)]
    for heading, names in HEADINGS.items():
        rows = [row for name in names for row in groups.get(name, {"rows": []})["rows"]]
        if not rows:
            continue
        parts.append(f"## {heading}\n")
        if names[0] == "pytest_":
            parts.append(OTHERS.format(date=groups.get("otter", groups[names[0]])["date"]))
        parts.append("\n".join([heads(), *lines(rows)]) + "\n")
    DOCUMENT.write_text("\n".join(parts), "utf-8")
    plot([row for group in groups.values() for row in group["rows"]])


def counted(groups):
    counts = {row.count for group in groups.values() for row in group["rows"] if row.a} - {""}
    if counts == {"control group"}:
        return "A control group counts it, with what ran in namespaces of its own."
    return f"It was counted by {' and '.join(sorted(counts))}; RUSAGE_CHILDREN misses what ran in a namespace of its own."


def machine(groups):
    """What was measured where and when."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [one for one in cpuinfo.read_text().splitlines() if one.startswith("model name")]
        model = names[0].partition(": ")[2] if names else model
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("torch", "numpy", "pytest")
    )
    days = " and ".join(sorted({group["date"] for group in groups.values()}))
    loads = [load for group in groups.values() for load in group["load"]]
    minutes = sum(group["seconds"] for group in groups.values()) / 60
    return (
        f"Measured on {days} in {minutes:.0f} minutes: {os.cpu_count()} cores of {model}, Python "
        f"{platform.python_version()},\n{versions}. The machine had other work to do: its load between the "
        f"groups of rows was\n{min(loads):.1f} to {max(loads):.1f}, ours included."
    )


def goals(groups):
    """Which goals are met."""
    rows = [row for group in groups.values() for row in group["rows"] if row.limit]
    said = [f"## Goals\n\n{GOALS}", "| | goal | measured | |", "|---|---|---|---|"]
    for row in rows:
        if row.a:
            met = "possible" if row.bound else "met"
            verdict = met if row.is_met else "**not met**"
            said.append(f"| {titled(row)} | {goal(row)} | {measured(row)} | {verdict} |")
        else:
            said.append(f"| {titled(row)} | {goal(row)} | not measured: {row.skipped} | |")
    return "\n".join(said) + f"\n\n{LEFT}"


def titled(row):
    return f"{row.what}, over {row.over}" if row.over else row.what


def labelled(row):
    """The title in the plot, which has no columns to show a unit."""
    unit = "" if row.unit.startswith("CPU") else f" ({row.unit})"
    return titled(row).replace("`", "") + unit


def goal(row):
    limit, unit = row.limit, row.unit.removeprefix("CPU ")
    if not row.over:
        return f"at most {limit.plus:g} {unit}"
    plus = f" + {limit.plus:g} {unit}" if limit.plus else ""
    return f"at most {limit.factor:g} ×{plus}"


def measured(row):
    """A ratio; with an amount that a goal allows beside, the ratio without it."""
    if not row.over:
        return amount(row.a, row.unit)
    if row.limit.plus:
        rest = [(a - row.limit.plus) / b for a, b in zip(row.a, row.b, strict=True)]
        unit = row.unit.removeprefix("CPU ")
        return f"{statistics.median(rest):.2f} × + {row.limit.plus:g} {unit}"
    return f"{statistics.median(row.ratios):.2f} ×"


def heads():
    return f"| {' | '.join(COLUMNS)} |\n|---|---:|---|---:|---:|---:|"


def lines(rows):
    """The rows of a table."""
    return [f"| {' | '.join(cells(row))} |" for row in rows]


def cells(row):
    if row.skipped:
        return [row.what, f"skipped: {row.skipped}", row.over, "", "", ""]
    spread = ""
    ratio = ""
    values = row.ratios
    if values:
        ratio = f"{statistics.median(values):.2f}"
        spread = f"{min(values):.2f} to {max(values):.2f}" if len(values) > 1 else "once"
    unit = "" if row.count in ("", "control group") else f" ({row.count})"
    other = amount(row.b, row.unit) if row.b else ""
    return [row.what, amount(row.a, row.unit) + unit, row.over, other, ratio, spread]


def amount(values, unit):
    """The median, in a unit in which it is easily read."""
    value = statistics.median(values)
    if unit == "CPU ms":
        return f"{value / 1000:.1f} s CPU" if value >= 1000 else f"{value:.0f} ms CPU"
    if unit == "s" and value < 1:
        return f"{1000 * value:.0f} ms"
    return f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def plot(rows):
    """Dots on a logarithmic axis, with lines from the lowest to the highest ratio."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    rows = [row for row in rows if row.ratios][::-1]
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "", "font.size": 7}):
        figure = Figure(figsize=(8, 0.6 + 0.17 * len(rows)))
        axes = figure.subplots()
        for height, row in enumerate(rows):
            values = row.ratios
            axes.plot([min(values), max(values)], [height, height], color="0.6", linewidth=2)
            axes.plot(statistics.median(values), height, "o", color="#0063b2", markersize=4)
        axes.axvline(1, color="0.3", linewidth=0.7)
        axes.set_xscale("log")
        axes.set_yticks(range(len(rows)), [labelled(row) for row in rows])
        axes.set_ylim(-0.7, len(rows) - 0.3)
        axes.grid(axis="x", color="0.9", which="both", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel("ratio (1: as much as the other)")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.spines[["top", "right", "left"]].set_visible(False)
        figure.tight_layout()
        figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":  # after a change of the words alone
    write(kept())
