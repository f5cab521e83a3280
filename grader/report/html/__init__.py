"""Pages for people: one file each, with style, script and plots within, so that nothing is fetched from anywhere."""

from grader.report.html.page import to_fragment, to_html

__all__ = ["to_fragment", "to_html"]
