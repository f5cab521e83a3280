"""How long pages of a class take: to write, per student, over grading one; and to open, sort and
filter, 300 over 30.

python tests/benchmarks/report_of_300.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pages import class_page, classmates, every_kind
from playwright.sync_api import Page, sync_playwright
from tools import CHROMIUM

from grader import submission
from grader.checks import assignment as assignments
from grader.grading.grader import Grader
from grader.report.html import to_html
from grader.sandbox import probe

ROOT = Path(__file__).resolve().parents[2]
HOMEWORK = ROOT / "tests/submissions/two_layer_numpy/bob.ipynb"
TIMES = 10


def seconds(work: Callable[[], object]) -> float:
    """Give the median of several runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[TIMES // 2]


def grading_one() -> float:
    assignment = assignments.load(ROOT / "assignments/two_layer_numpy", ROOT / "solutions")
    with Grader(probe.choose(None), "cpu") as grader:
        handed_in = submission.read(HOMEWORK, assignment.name)
        return seconds(lambda: grader.grade(assignment, handed_in))


def used(page: Page, file: Path) -> list[float]:
    """Give the seconds to open a page, to sort its table, and to filter it by one letter."""
    heading, text = (
        page.locator("#class thead th", has_text="score").get_by_role("button"),
        page.locator("#text"),
    )

    def open_() -> None:
        page.goto(file.as_uri())

    def filter_() -> None:
        text.fill("" if text.input_value() else "9")

    return [seconds(open_), seconds(heading.click), seconds(filter_)]


def main() -> None:
    reports = [every_kind()]
    to_html(reports, {})  # imports
    page, graded = seconds(lambda: to_html(reports, {})), grading_one()
    print(
        f"a student's page, of a training run and deviations: {page / graded:.2f} x grading {HOMEWORK.name} warm"
    )
    whole = seconds(lambda: class_page(classmates(300)))
    print(f"the class's page: {whole / page:.1f} x a student's page")
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        times = []
        for count in (30, 300):
            file = Path(room) / f"{count}.html"
            file.write_text(class_page(classmates(count)), encoding="utf-8")
            times.append(used(browser.new_page(), file))
        browser.close()
    for what, few, many in zip(("open", "sort", "filter"), *times, strict=True):
        print(f"{what}: 300 students {many / few:.1f} x 30 ({1000 * many:.0f} ms)")


if __name__ == "__main__":
    main()
