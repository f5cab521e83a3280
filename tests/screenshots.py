"""Make the pictures in docs/pictures, to look at after a change of the pages: ``python
tests/screenshots.py``.

A student's page is that of a real submission, graded here; the class is made up.
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
    student, class_ = folder / "student.html", folder / "class.html"
    command = [
        "check",
        "tests/submissions/fizzbuzz/bob.py",
        "-a",
        "fizzbuzz",
        "--html",
        str(student),
    ]
    subprocess.run(
        [sys.executable, "-m", "grader", *command], cwd=ROOT, stdout=subprocess.DEVNULL, check=False
    )
    class_.write_text(class_page(classmates()), encoding="utf-8")
    return {
        "student": (student, "body"),
        "training": (student, "figure"),
        "class": (class_, "#students"),
    }


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
