"""The pages in the machine's browser."""

import pytest
from tools import CHROMIUM


@pytest.fixture(scope="module")  # while it runs, no other test of its process may use asyncio
def chromium(request):
    """The machine's Chromium, headless: it asks nobody for anything by itself.

    A module's CHROMIUM_OPTIONS are added.
    """
    from playwright.sync_api import sync_playwright

    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                *quiet,
                "--disable-component-update",
                *getattr(request.module, "CHROMIUM_OPTIONS", ()),
            ],
        )
        yield browser
        browser.close()


class Visit:
    """A page in the browser, with what it asked for and what it complained of."""

    def __init__(self, page, url):
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.goto(url)


@pytest.fixture
def visit(chromium, tmp_path):
    """Opens a page's text; keywords are the browser's, for example color_scheme="dark"."""
    contexts = []

    def visit(text, **options):
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        contexts.append(chromium.new_context(**options))
        return Visit(contexts[-1].new_page(), file.as_uri())

    yield visit
    for context in contexts:
        context.close()
