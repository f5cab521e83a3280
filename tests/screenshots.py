"""Make the pictures in docs/pictures, to look at after a change of the pages: ``python
tests/screenshots.py``.

Students' pages are those of submissions that are graded here; the class is made up.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from pages import class_page, classmates
from playwright.sync_api import sync_playwright
from tools import CHROMIUM, ROOT

PICTURES = ROOT / "docs/pictures"
LOOKS = {
    "light": {"viewport": {"width": 1000, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1000, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


def pages(folder: Path) -> dict[str, tuple[Path, str]]:
    """Write the pages, and give each with the element to be seen in its picture."""
    class_ = folder / "class.html"
    class_.write_text(class_page(classmates()), encoding="utf-8")
    return {
        "student": (graded(folder, "bob"), "body"),
        "training": (graded(folder, "ada"), "figure"),
        "class": (class_, "#students"),
    }


def graded(folder: Path, student: str) -> Path:
    """Grade a student's submission, and give the page."""
    page = folder / f"{student}.html"
    command = ["check", f"tests/submissions/fizzbuzz/{student}.py", "-a", "fizzbuzz", "--html"]
    subprocess.run(
        [sys.executable, "-m", "grader", *command, str(page)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return page


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (file, element) in pages(Path(room)).items():
            for look, options in LOOKS.items():
                page = browser.new_context(**options).new_page()
                page.goto(file.as_uri())
                page.locator(element).first.evaluate("element => element.scrollIntoView()")
                page.screenshot(path=PICTURES / f"{name}-{look}.png")
        browser.close()


if __name__ == "__main__":
    main()
